package dev.onionyard.web.jobs;

import dev.onionyard.progress.Phase;
import java.util.Locale;
import java.util.Objects;
import org.springframework.context.MessageSource;

/// The words for what a job does, in one language. A kind of job may have words of its own for a phase: what is
/// "receiving" in general is "downloading" in a pull.
record JobWords(MessageSource messages, Locale locale) {

    /// A job of a kind that no bundle names is shown by the kind itself.
    String kind(String kind) {
        return Objects.requireNonNullElse(messages.getMessage("action." + kind, null, kind, locale), kind);
    }

    public String phase(String kind, Phase phase) {
        String own = messages.getMessage("jobs.phase." + kind + "." + phase, null, "", locale);
        return own == null || own.isEmpty() ? messages.getMessage("jobs.phase." + phase, null, locale) : own;
    }
}
