package dev.onionyard.web;

import dev.onionyard.error.EngineException;
import java.util.List;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// One sentence for the next page, after a redirect. The layout shows it.
///
/// @param kind `success`, `info`, `warning` or `danger`
/// @param key of the message
/// @param arguments of the message, shown escaped
public record Flash(String kind, String key, List<Object> arguments) {

    public static void success(RedirectAttributes redirect, String key, Object... arguments) {
        add(redirect, "success", key, arguments);
    }

    public static void warning(RedirectAttributes redirect, String key, Object... arguments) {
        add(redirect, "warning", key, arguments);
    }

    /// Shows what the engine said, on the page that one came from.
    public static void failure(RedirectAttributes redirect, EngineException failure) {
        add(redirect, "danger", "common.failure", String.valueOf(failure.getMessage()));
    }

    private static void add(RedirectAttributes redirect, String kind, String key, Object... arguments) {
        redirect.addFlashAttribute("flash", new Flash(kind, key, List.of(arguments)));
    }
}
