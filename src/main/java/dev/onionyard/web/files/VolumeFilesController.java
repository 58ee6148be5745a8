package dev.onionyard.web.files;

import dev.onionyard.files.FileTree;
import dev.onionyard.volume.VolumeFileAccess;
import dev.onionyard.web.Permissions;
import dev.onionyard.web.files.FileTransfers.Place;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/// The files of a volume: `/volumes/NAME/files`.
@Controller
class VolumeFilesController {

    private final VolumeFileAccess files;
    private final FileTransfers transfers;
    private final Permissions may;

    VolumeFilesController(VolumeFileAccess files, FileTransfers transfers, Permissions may) {
        this.files = files;
        this.transfers = transfers;
        this.may = may;
    }

    @GetMapping("/volumes/{name}/files")
    String list(
            @PathVariable String name,
            @RequestParam(defaultValue = "/") String path,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "0") int page,
            Model model) {
        try (FileTree tree = files.open(name)) {
            model.addAttribute("browser", FileBrowser.of(tree, pageOf(name), apiOf(name), path, q.strip(), page));
        }
        model.addAttribute("volume", name);
        return "files/volume";
    }

    @GetMapping("/volumes/{name}/files/view")
    String view(@PathVariable String name, @RequestParam String path, Model model) {
        try (FileTree tree = files.open(name)) {
            model.addAttribute("view", FileView.of(tree, pageOf(name), apiOf(name), path, may.operate()));
        }
        model.addAttribute("volume", name);
        return "files/volume-file";
    }

    @GetMapping("/api/volumes/{name}/files/download")
    void download(@PathVariable String name, @RequestParam String path, HttpServletResponse response) throws Exception {
        transfers.download(place(name), path, response);
    }

    @PutMapping("/api/volumes/{name}/files")
    @ResponseBody
    FileTransfers.Stored upload(
            @PathVariable String name,
            @RequestParam String path,
            @RequestParam String source,
            @RequestParam(defaultValue = "") String upload,
            HttpServletRequest request)
            throws Exception {
        return transfers.upload(place(name), path, source, upload, request);
    }

    @GetMapping("/api/volumes/{name}/files/{upload}")
    @ResponseBody
    FileTransfers.Refusal outcome(@PathVariable String upload) {
        return transfers.outcome(upload);
    }

    private Place place(String name) {
        return new Place(files, name, name, "volume", pageOf(name));
    }

    private static String apiOf(String name) {
        return "/api/volumes/" + name + "/files";
    }

    private static String pageOf(String name) {
        return "/volumes/" + name + "/files";
    }
}
