package dev.onionyard.web.registries;

import dev.onionyard.distribution.RemoteImage;
import dev.onionyard.distribution.RemoteImages;
import dev.onionyard.error.EngineException;
import dev.onionyard.image.Images;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.web.Flash;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.util.UriComponentsBuilder;

/// The page of an image that is still in a registry: its onion before it is pulled.
@Controller
class RemoteImageController {

    private final RemoteViews views;
    private final RemoteImages remote;
    private final Images images;

    RemoteImageController(RemoteViews views, RemoteImages remote, Images images) {
        this.views = views;
        this.remote = remote;
        this.images = images;
    }

    /// @param platform such as `linux/arm64`; empty for this host's
    /// @param step index of the chosen ring; what does not exist means the newest
    @GetMapping("/registries/-/image")
    String show(
            @RequestParam String name,
            @RequestParam(defaultValue = "") String platform,
            @RequestParam(defaultValue = "-1") int step,
            Model model) {
        ImageReference reference = ImageReference.parse(name.strip()).withDefaultTag();
        RemoteImage found = views.look(reference, platform);
        var story = RemoteStory.of(found, step);
        model.addAttribute("story", story);
        images.find(found.id().toString()).ifPresent(image -> model.addAttribute("here", image));
        return "registries/image";
    }

    /// Removes what the tag names from the registry.
    @PostMapping("/registries/-/delete")
    String delete(@RequestParam String name, RedirectAttributes redirect) {
        ImageReference reference = ImageReference.parse(name.strip()).withDefaultTag();
        try {
            remote.delete(reference);
            Flash.success(redirect, "registries.done.delete", reference.familiar());
            return "redirect:"
                    + UriComponentsBuilder.fromPath("/registries/-/browse")
                            .queryParam("host", "{host}")
                            .queryParam("repository", "{repository}")
                            .build(reference.domain(), reference.path());
        } catch (EngineException e) {
            Flash.failure(redirect, e);
            return "redirect:"
                    + UriComponentsBuilder.fromPath("/registries/-/image")
                            .queryParam("name", "{name}")
                            .build(reference.toString());
        }
    }
}
