package dev.onionyard.web.images;

import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.image.Onions;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/// The page of one image: its onion, its history, and what belongs to it.
@Controller
class ImageController {

    private final Images images;
    private final Onions onions;
    private final OriginStory origins;
    private final ImageSources sources;
    private final ImageJson json;

    ImageController(Images images, Onions onions, OriginStory origins, ImageSources sources, ImageJson json) {
        this.images = images;
        this.onions = onions;
        this.origins = origins;
        this.sources = sources;
        this.json = json;
    }

    /// @param path an id, short id or name; names contain slashes, so it is the whole rest of the path
    /// @param ask whether the registries that it came from are to be asked what its names mean now
    @GetMapping("/images/{*path}")
    String show(
            @PathVariable String path,
            @RequestParam(defaultValue = "-1") int step,
            @RequestParam @Nullable String order,
            @RequestParam(defaultValue = "false") boolean ask,
            @CookieValue(name = HistoryOrder.COOKIE, defaultValue = "") String remembered,
            HttpServletResponse response,
            Model model) {
        Image image = images.get(path.substring(1));
        boolean newestFirst = HistoryOrder.newestFirst(order, remembered, response);
        var story = ImageStory.of(image, onions.of(image.id()), onions.lineageOf(image.id()), step, newestFirst);
        model.addAttribute("story", story);
        model.addAttribute(
                "source", sources.ofRing(image, story.selected().index()).orElse(null));
        model.addAttribute("dockerfile", sources.dockerfile(image, story.onion(), story.lineage()));
        model.addAttribute("origins", origins.of(image.id(), ask));
        model.addAttribute("json", json.pretty(image.config()));
        return "images/image";
    }
}
