package dev.onionyard.web.registries;

import dev.onionyard.distribution.RemoteImage;
import dev.onionyard.distribution.RemoteImages;
import dev.onionyard.error.EngineException;
import dev.onionyard.image.Images;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Platform;
import dev.onionyard.registry.NamePage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/// What a registry has: its repositories, the tags of one, what a tag is.
@Controller
class BrowseController {

    private static final int PAGE_SIZE = 50;
    private static final int MOST_SEARCHED = 10_000;
    private static final int STEP = 1000;

    private final RemoteImages remote;
    private final RemoteViews views;
    private final Images images;
    private final Curiosity curiosity;

    BrowseController(RemoteImages remote, RemoteViews views, Images images, Curiosity curiosity) {
        this.remote = remote;
        this.views = views;
        this.images = images;
        this.curiosity = curiosity;
    }

    /// @param after [NamePage#next] of the page before
    /// @param q only names that contain this
    @GetMapping("/registries/-/browse")
    String browse(
            @RequestParam String host,
            @RequestParam(defaultValue = "") String repository,
            @RequestParam(defaultValue = "") String after,
            @RequestParam(defaultValue = "") String q,
            Model model) {
        curiosity.require(host);
        model.addAttribute("host", host);
        model.addAttribute("repository", repository);
        model.addAttribute("after", after);
        model.addAttribute("q", q.strip());
        try {
            model.addAttribute(
                    "found",
                    repository.isEmpty()
                            ? repositories(host, after, q.strip())
                            : tags(host, repository, after, q.strip()));
        } catch (EngineException e) {
            model.addAttribute("problem", e.getMessage());
        }
        return "registries/browse";
    }

    private NamePage repositories(String host, String after, String text) {
        return text.isEmpty()
                ? remote.repositories(host, after, PAGE_SIZE, null)
                : search(text, next -> remote.repositories(host, next, STEP, null));
    }

    private NamePage tags(String host, String repository, String after, String text) {
        var reference = new ImageReference(host, repository, null, null);
        return text.isEmpty()
                ? remote.tags(reference, after, PAGE_SIZE, null)
                : search(text, next -> remote.tags(reference, next, STEP, null));
    }

    private interface Pages {
        NamePage after(String next);
    }

    /// Registries cannot search, so their lists are read; of very long ones only the beginning.
    private static NamePage search(String text, Pages pages) {
        String wanted = text.toLowerCase(Locale.ROOT);
        var found = new ArrayList<String>();
        int read = 0;
        NamePage page = new NamePage(List.of(), "");
        do {
            page = pages.after(page.next());
            read += page.names().size();
            page.names().stream()
                    .filter(name -> name.toLowerCase(Locale.ROOT).contains(wanted))
                    .limit(PAGE_SIZE - found.size())
                    .forEach(found::add);
        } while (page.hasNext() && found.size() < PAGE_SIZE && read < MOST_SEARCHED);
        return new NamePage(found, "");
    }

    /// A row of the list of tags. The front end's `registries/remote-tag.ts` mirrors it.
    ///
    /// @param bytes compressed, of one platform
    /// @param fetch of these, what a pull would bring
    /// @param image id of the same image here, or empty
    record TagFacts(
            long bytes,
            long fetch,
            long layers,
            long present,
            List<String> platforms,
            @Nullable Instant created,
            String image) {}

    @GetMapping("/api/registries/tag")
    @ResponseBody
    TagFacts tag(@RequestParam String name) {
        RemoteImage found = views.look(ImageReference.parse(name), "");
        return new TagFacts(
                found.bytes(),
                found.bytesToFetch(),
                found.layers().size(),
                found.layersPresent(),
                found.platforms().stream().map(Platform::toString).toList(),
                found.config().content().created(),
                images.find(found.id().toString()).isPresent() ? found.id().toString() : "");
    }
}
