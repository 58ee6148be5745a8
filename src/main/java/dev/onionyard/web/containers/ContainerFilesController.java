package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerFileAccess;
import dev.onionyard.container.Containers;
import dev.onionyard.files.FileTree;
import dev.onionyard.web.Permissions;
import dev.onionyard.web.files.FileBrowser;
import dev.onionyard.web.files.FileTransfers;
import dev.onionyard.web.files.FileTransfers.Place;
import dev.onionyard.web.files.FileView;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/// The files of a container, running or not, as its processes see them.
@Controller
class ContainerFilesController {

    private final ContainerHead head;
    private final Containers containers;
    private final ContainerFileAccess files;
    private final FileTransfers transfers;
    private final Permissions may;

    ContainerFilesController(
            ContainerHead head,
            Containers containers,
            ContainerFileAccess files,
            FileTransfers transfers,
            Permissions may) {
        this.head = head;
        this.containers = containers;
        this.files = files;
        this.transfers = transfers;
        this.may = may;
    }

    @GetMapping("/containers/{id}/files")
    String list(
            @PathVariable String id,
            @RequestParam(defaultValue = "/") String path,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "0") int page,
            HttpServletRequest request,
            Model model) {
        Container container = head.open(id, "files", request, model);
        try (FileTree tree = files.open(container.id())) {
            model.addAttribute(
                    "browser", FileBrowser.of(tree, pageOf(container), apiOf(container), path, q.strip(), page));
        }
        return "containers/files";
    }

    @GetMapping("/containers/{id}/files/view")
    String view(@PathVariable String id, @RequestParam String path, HttpServletRequest request, Model model) {
        Container container = head.open(id, "files", request, model);
        try (FileTree tree = files.open(container.id())) {
            model.addAttribute("view", FileView.of(tree, pageOf(container), apiOf(container), path, may.operate()));
        }
        return "containers/file";
    }

    private static String apiOf(Container container) {
        return "/api/containers/" + container.shortId() + "/files";
    }

    @GetMapping("/api/containers/{id}/files/download")
    void download(@PathVariable String id, @RequestParam String path, HttpServletResponse response) throws Exception {
        transfers.download(place(id), path, response);
    }

    @PutMapping("/api/containers/{id}/files")
    @ResponseBody
    FileTransfers.Stored upload(
            @PathVariable String id,
            @RequestParam String path,
            @RequestParam String source,
            @RequestParam(defaultValue = "") String upload,
            HttpServletRequest request)
            throws Exception {
        return transfers.upload(place(id), path, source, upload, request);
    }

    @GetMapping("/api/containers/{id}/files/{upload}")
    @ResponseBody
    FileTransfers.Refusal outcome(@PathVariable String upload) {
        return transfers.outcome(upload);
    }

    private Place place(String id) {
        Container container = containers.get(id);
        return new Place(files, container.id(), container.name(), "container", pageOf(container));
    }

    private static String pageOf(Container container) {
        return "/containers/" + container.shortId() + "/files";
    }
}
