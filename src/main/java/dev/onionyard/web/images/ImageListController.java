package dev.onionyard.web.images;

import dev.onionyard.image.ImagePage;
import dev.onionyard.image.ImageQuery;
import dev.onionyard.image.Images;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The list of images: paged, sorted and searched by the store.
@Controller
class ImageListController {

    private final Images images;

    ImageListController(Images images) {
        this.images = images;
    }

    @GetMapping("/images")
    String list(
            @RequestParam(defaultValue = "") String text,
            @RequestParam(defaultValue = "CREATED") ImageQuery.Sort sort,
            @RequestParam(defaultValue = "true") boolean descending,
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = "50") int size,
            Model model) {
        var query = new ImageQuery(text.strip(), sort, descending, Math.max(0, page), Math.clamp(size, 1, 200));
        ImagePage found = images.search(query);
        model.addAttribute("list", new ImageList(query, found));
        return "images/images";
    }
}
