package dev.onionyard.web.registries;

import dev.onionyard.distribution.Registries;
import dev.onionyard.distribution.RemoteImages;
import dev.onionyard.error.EngineException;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.registry.NamePage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Completes the name of an image while it is typed: first registries and repositories, after the colon tags.
@RestController
class NamesController {

    private static final int MOST = 30;
    private static final int MOST_READ = 5000;
    private static final int PAGE = 1000;

    private final RemoteImages remote;
    private final Registries registries;
    private final Curiosity curiosity;

    NamesController(RemoteImages remote, Registries registries, Curiosity curiosity) {
        this.remote = remote;
        this.registries = registries;
        this.curiosity = curiosity;
    }

    /// @param names in full; one that ends with ":" or "/" is to be gone on with
    /// @param problem why a registry could not be asked, or empty
    record Completion(List<String> names, String problem) {}

    @GetMapping("/api/registries/names")
    Completion complete(@RequestParam(defaultValue = "") String text) {
        curiosity.requireOperator();
        String typed = text.strip();
        int colon = typed.lastIndexOf(':');
        boolean tag = colon > typed.lastIndexOf('/') && typed.indexOf('/') > 0;
        try {
            return new Completion(
                    tag ? tags(typed.substring(0, colon), typed.substring(colon + 1)) : repositories(typed), "");
        } catch (EngineException e) {
            return new Completion(List.of(), String.valueOf(e.getMessage()));
        }
    }

    private List<String> repositories(String typed) {
        List<String> hosts = registries.list().stream()
                .map(registry -> registry.host() + "/")
                .filter(host -> !host.startsWith(ImageReference.DEFAULT_DOMAIN)
                        && host.startsWith(typed)
                        && !host.equals(typed))
                .toList();
        if (typed.isEmpty() || !hosts.isEmpty()) {
            return hosts;
        }
        Stream<String> found = remote.search(typed, MOST, null).stream().map(name -> name + ":");
        return found.toList();
    }

    /// Those that begin with what was typed stand before those that only contain it.
    private List<String> tags(String repository, String typed) {
        ImageReference reference = ImageReference.parse(repository);
        String wanted = typed.toLowerCase(Locale.ROOT);
        var begin = new ArrayList<String>();
        var contain = new ArrayList<String>();
        int read = 0;
        NamePage page = new NamePage(List.of(), "");
        do {
            page = remote.tags(reference, page.next(), PAGE, null);
            read += page.names().size();
            for (String name : page.names()) {
                String lower = name.toLowerCase(Locale.ROOT);
                if (lower.startsWith(wanted)) {
                    begin.add(repository + ":" + name);
                } else if (lower.contains(wanted)) {
                    contain.add(repository + ":" + name);
                }
            }
        } while (page.hasNext() && begin.size() < MOST && read < MOST_READ);
        return Stream.concat(begin.stream(), contain.stream()).limit(MOST).toList();
    }
}
