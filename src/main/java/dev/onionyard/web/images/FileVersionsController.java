package dev.onionyard.web.images;

import dev.onionyard.error.NotFoundException;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.image.Onions;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerTrees;
import dev.onionyard.web.Permissions;
import dev.onionyard.web.files.FileComparison;
import dev.onionyard.web.files.FileDownload;
import dev.onionyard.web.files.FileVersion;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/// One file of an image before and after a step (seed row S7). What is in it is for operators, as all that hands
/// out files.
@Controller
class FileVersionsController {

    private final Images images;
    private final Onions onions;
    private final LayerTrees trees;
    private final Permissions may;

    FileVersionsController(Images images, Onions onions, LayerTrees trees, Permissions may) {
        this.images = images;
        this.onions = onions;
        this.trees = trees;
        this.may = may;
    }

    /// @param step index of the step; what the steps before it show is compared with what it shows
    /// @param path in the image
    @GetMapping("/layer-file")
    String show(@RequestParam String image, @RequestParam int step, @RequestParam String path, Model model) {
        Image found = images.get(image);
        LayerStack after = LayerStack.upTo(onions.of(found.id()), step);
        FileVersion now = version(after, after.ids(), path);
        FileVersion old = version(after, below(after), path);
        if (now == null && old == null) {
            throw new NotFoundException("cannot find \"" + path + "\" in step " + (step + 1) + " of the image");
        }
        // Where the step did nothing to the file, both are the same version.
        model.addAttribute(
                "comparison",
                new FileComparison(
                        "/" + path,
                        old,
                        now,
                        download(found, step, path, "before", old),
                        download(found, step, path, "after", now)));
        model.addAttribute("image", found);
        model.addAttribute("step", step);
        return "images/file";
    }

    private @Nullable FileVersion version(LayerStack steps, List<LayerId> stack, String path) {
        return trees.find(stack, path)
                .map(version -> FileVersion.of(
                        version,
                        steps.stepNumber(version.layer()),
                        may.operate() ? () -> trees.open(stack, path) : null))
                .orElse(null);
    }

    private static List<LayerId> below(LayerStack stack) {
        List<LayerId> ids = stack.ids();
        return ids.isEmpty() ? ids : ids.subList(0, ids.size() - 1);
    }

    private String download(Image image, int step, String path, String version, @Nullable FileVersion found) {
        if (found == null || !found.isFile() || !may.operate()) {
            return "";
        }
        return UriComponentsBuilder.fromPath("/api/images/files/" + version + "/download")
                .queryParam("image", "{image}")
                .queryParam("step", step)
                .queryParam("path", "{path}")
                .encode()
                .buildAndExpand(image.id().toString(), path)
                .toUriString();
    }

    @GetMapping("/api/images/files/before/download")
    void before(
            @RequestParam String image, @RequestParam int step, @RequestParam String path, HttpServletResponse response)
            throws IOException {
        send(below(LayerStack.upTo(onions.of(images.get(image).id()), step)), path, response);
    }

    @GetMapping("/api/images/files/after/download")
    void after(
            @RequestParam String image, @RequestParam int step, @RequestParam String path, HttpServletResponse response)
            throws IOException {
        send(LayerStack.upTo(onions.of(images.get(image).id()), step).ids(), path, response);
    }

    private void send(List<LayerId> stack, String path, HttpServletResponse response) throws IOException {
        LayerTrees.Version version = trees.find(stack, path)
                .orElseThrow(() -> new NotFoundException("cannot find \"" + path + "\" in the image"));
        try (InputStream in = trees.open(stack, path)) {
            FileDownload.begin(
                    response,
                    version.entry().name(),
                    "application/octet-stream",
                    version.entry().size());
            in.transferTo(response.getOutputStream());
        }
    }
}
