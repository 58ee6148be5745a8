package dev.onionyard.web.images;

import dev.onionyard.error.ConflictException;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.image.Images.Dependants;
import dev.onionyard.web.Flash;
import dev.onionyard.web.Formats;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// Removes images, after a question that names each of them, the bytes it would free and who depends on it. Only what
/// the
/// question named is removed, whatever filter or page the list showed.
@Controller
class ImageRemovalController {

    private final Images images;
    private final Formats formats;

    ImageRemovalController(Images images, Formats formats) {
        this.images = images;
        this.formats = formats;
    }

    /// One image that is asked about.
    record Candidate(Image image, Dependants dependants) {

        public boolean removable() {
            return dependants.containers().isEmpty() && dependants.children().isEmpty();
        }
    }

    @GetMapping("/images/-/removal")
    String question(@RequestParam(name = "image", defaultValue = "") List<String> ids, Model model) {
        List<Candidate> candidates = ids.stream().map(this::candidate).toList();
        model.addAttribute("candidates", candidates);
        model.addAttribute(
                "removable", candidates.stream().filter(Candidate::removable).toList());
        return "images/removal";
    }

    @PostMapping("/images/-/removal")
    String remove(@RequestParam(name = "image") List<String> ids, RedirectAttributes redirect) {
        var removed = new ArrayList<String>();
        long freed = 0;
        for (String id : ids) {
            Image image = images.get(id);
            freed += remove(image);
            removed.add(image.displayName());
        }
        Flash.success(redirect, "images.removed", String.join(", ", removed), formats.bytes(freed));
        return "redirect:/images";
    }

    /// Removes the image with all its names. Force is for the names only, so it is checked first that nobody depends on
    /// the image, although force might let it go.
    private long remove(Image image) {
        Candidate candidate = candidate(image.id().toString());
        if (!candidate.removable()) {
            throw new ConflictException("cannot remove image \"" + image.displayName() + "\": it is used by "
                    + namesOf(candidate.dependants()));
        }
        // By its only name, so that the audit trail tells a name; several names go together only by the id.
        boolean oneName = image.tags().size() == 1;
        String name = oneName ? image.displayName() : image.id().toString();
        return images.remove(name, !oneName).freedBytes();
    }

    private static String namesOf(Dependants dependants) {
        var names = new ArrayList<String>();
        dependants.containers().forEach(name -> names.add("container \"" + name + "\""));
        dependants.children().forEach(child -> names.add("image \"" + child.displayName() + "\""));
        return String.join(", ", names);
    }

    private Candidate candidate(String id) {
        Image image = images.get(id);
        return new Candidate(image, images.dependants(image.id()));
    }
}
