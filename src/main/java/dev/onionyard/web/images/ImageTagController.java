package dev.onionyard.web.images;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.web.Flash;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// Gives an image a name, or takes one away. The last name stays: an image without names would be lost in the list.
@Controller
class ImageTagController {

    private final Images images;

    ImageTagController(Images images) {
        this.images = images;
    }

    @PostMapping("/images/-/tag")
    String tag(@RequestParam String image, @RequestParam String name, RedirectAttributes redirect) {
        Image tagged = images.get(image);
        try {
            ImageReference reference = ImageReference.parse(name.strip()).withDefaultTag();
            images.tag(tagged.id(), reference);
            Flash.success(redirect, "images.tagged", reference.familiar());
        } catch (InvalidInputException e) {
            redirect.addFlashAttribute("tagError", e.getMessage());
            redirect.addFlashAttribute("tagName", name);
        }
        return "redirect:/images/" + tagged.id();
    }

    @PostMapping("/images/-/untag")
    String untag(@RequestParam String image, @RequestParam String name, RedirectAttributes redirect) {
        Image tagged = images.get(image);
        ImageReference reference = ImageReference.parse(name);
        if (tagged.tags().size() < 2 || !tagged.tags().contains(reference)) {
            throw new InvalidInputException("cannot take name \"" + name + "\" from image \"" + tagged.displayName()
                    + "\": it is its only name or not its name; remove the image instead");
        }
        images.remove(reference.familiar(), false);
        Flash.success(redirect, "images.untagged", reference.familiar());
        return "redirect:/images/" + tagged.id();
    }
}
