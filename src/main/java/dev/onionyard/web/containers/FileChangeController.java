package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerFileAccess;
import dev.onionyard.container.Containers;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.files.FileFacts;
import dev.onionyard.files.FileTree;
import dev.onionyard.layer.LayerTrees;
import dev.onionyard.web.Permissions;
import dev.onionyard.web.files.FileComparison;
import dev.onionyard.web.files.FileDownload;
import dev.onionyard.web.files.FileTransfers;
import dev.onionyard.web.files.FileTransfers.Place;
import dev.onionyard.web.files.FileVersion;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriUtils;

/// One changed file of a container: the image's version and the container's own (seed row S7). What is in them
/// is for operators, as all that hands out files.
@Controller
class FileChangeController {

    private final ContainerHead head;
    private final Containers containers;
    private final ContainerFileAccess files;
    private final LayerTrees trees;
    private final FileTransfers transfers;
    private final Permissions may;

    FileChangeController(
            ContainerHead head,
            Containers containers,
            ContainerFileAccess files,
            LayerTrees trees,
            FileTransfers transfers,
            Permissions may) {
        this.head = head;
        this.containers = containers;
        this.files = files;
        this.trees = trees;
        this.transfers = transfers;
        this.may = may;
    }

    @GetMapping("/containers/{id}/changes/file")
    String show(@PathVariable String id, @RequestParam String path, HttpServletRequest request, Model model) {
        Container container = head.open(id, "changes", request, model);
        model.addAttribute("comparison", compare(container, path));
        return "containers/change";
    }

    private FileComparison compare(Container container, String path) {
        FileVersion before = before(container, path);
        try (FileTree layer = files.openWritableLayer(container.id())) {
            Optional<FileFacts> own = layer.find(path);
            boolean removed = own.isPresent() && isWhiteout(own.get());
            FileVersion after = own.filter(facts -> !removed)
                    .map(facts -> FileVersion.of(facts, mayRead(() -> layer.open(path).stream())))
                    .orElse(null);
            if (after == null && (before == null || !removed && !isGone(container, path))) {
                throw new NotFoundException("cannot compare \"" + path + "\": the container has not changed it");
            }
            return new FileComparison(
                    path,
                    before,
                    after,
                    download(container, "before", path, before),
                    download(container, "after", path, after));
        }
    }

    /// Also below a folder that was removed or replaced.
    private boolean isGone(Container container, String path) {
        try (FileTree tree = files.open(container.id())) {
            return tree.find(path).isEmpty();
        }
    }

    /// How overlayfs marks what is removed.
    private static boolean isWhiteout(FileFacts facts) {
        return facts.kind() == FileFacts.Kind.CHARACTER_DEVICE && facts.mode() == 0 && facts.size() == 0;
    }

    private @Nullable FileVersion before(Container container, String path) {
        return trees.find(container.layers(), path)
                .map(version -> FileVersion.of(
                        version, version.layer() + 1, mayRead(() -> trees.open(container.layers(), path))))
                .orElse(null);
    }

    private FileVersion.@Nullable Opening mayRead(FileVersion.Opening opening) {
        return may.operate() ? opening : null;
    }

    private String download(Container container, String version, String path, @Nullable FileVersion found) {
        return found == null || !found.isFile() || !may.operate()
                ? ""
                : "/api/containers/" + container.shortId() + "/changes/" + version + "/download?path="
                        + UriUtils.encode(path, StandardCharsets.UTF_8);
    }

    @GetMapping("/api/containers/{id}/changes/before/download")
    void before(@PathVariable String id, @RequestParam String path, HttpServletResponse response) throws IOException {
        Container container = containers.get(id);
        LayerTrees.Version version = trees.find(container.layers(), path)
                .orElseThrow(() -> new NotFoundException("cannot find \"" + path + "\" in the image"));
        try (InputStream in = trees.open(container.layers(), path)) {
            FileDownload.begin(
                    response,
                    version.entry().name(),
                    "application/octet-stream",
                    version.entry().size());
            in.transferTo(response.getOutputStream());
        }
    }

    @GetMapping("/api/containers/{id}/changes/after/download")
    void after(@PathVariable String id, @RequestParam String path, HttpServletResponse response) throws Exception {
        Container container = containers.get(id);
        transfers.download(
                new Place(files, container.id(), container.name(), "container", "/containers/" + container.shortId()),
                path,
                response);
    }
}
