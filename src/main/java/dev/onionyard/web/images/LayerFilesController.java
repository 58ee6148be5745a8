package dev.onionyard.web.images;

import dev.onionyard.image.Images;
import dev.onionyard.image.Onion;
import dev.onionyard.image.Onions;
import dev.onionyard.layer.LayerTrees;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The files behind a ring, folder by folder.
@RestController
class LayerFilesController {

    static final int PAGE_SIZE = 500;

    private final Images images;
    private final Onions onions;
    private final LayerFiles files;

    LayerFilesController(Images images, Onions onions, LayerTrees trees) {
        this.images = images;
        this.onions = onions;
        this.files = new LayerFiles(trees);
    }

    /// @param step index of the step; one without a layer shows the layers below it
    /// @param view what this layer changes, or the merged tree up to it
    /// @param dir the folder whose children are asked for; empty for the root
    /// @param filter if given, all paths that contain it, whatever their folder
    @GetMapping("/api/images/files")
    FileTreeJson files(
            @RequestParam String image,
            @RequestParam int step,
            @RequestParam(defaultValue = "CHANGED") LayerFiles.View view,
            @RequestParam(defaultValue = "") String dir,
            @RequestParam(defaultValue = "") String filter,
            @RequestParam(defaultValue = "0") int offset) {
        Onion onion = onions.of(images.get(image).id());
        LayerStack stack = LayerStack.upTo(onion, step);
        var nodes = filter.isEmpty() ? files.children(stack, view, dir) : files.matching(stack, view, filter);
        return FileTreeJson.page(nodes, offset, PAGE_SIZE, stack::stepNumber);
    }
}
