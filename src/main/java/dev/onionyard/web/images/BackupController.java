package dev.onionyard.web.images;

import dev.onionyard.archive.ImageArchives;
import dev.onionyard.archive.ImageArchives.Backup;
import dev.onionyard.archive.ImageArchives.Format;
import dev.onionyard.image.ImageQuery;
import dev.onionyard.image.Images;
import dev.onionyard.progress.Phase;
import dev.onionyard.task.Jobs;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Backups: choose images, download them as one archive; and the other way round, restore and import.
@Controller
class BackupController {

    private static final int CHOICES = 200;

    private final Images images;
    private final ImageArchives archives;
    private final Jobs jobs;

    BackupController(Images images, ImageArchives archives, Jobs jobs) {
        this.images = images;
        this.archives = archives;
        this.jobs = jobs;
    }

    @GetMapping("/backups")
    String show(
            @RequestParam(defaultValue = "") String text,
            @RequestParam(name = "image", defaultValue = "") Set<String> chosen,
            Model model) {
        model.addAttribute("text", text);
        model.addAttribute("chosen", chosen);
        model.addAttribute(
                "found", images.search(new ImageQuery(text.strip(), ImageQuery.Sort.NAME, false, 0, CHOICES)));
        return "images/backups";
    }

    /// Streams the archive as it is made. An error before the first byte becomes a page; one after it cuts the
    /// connection, so that the browser does not take half an archive for a whole one.
    @GetMapping("/api/images/download")
    void download(
            @RequestParam(name = "image") List<String> ids,
            @RequestParam(defaultValue = "DOCKER_ARCHIVE") Format format,
            HttpServletResponse response)
            throws Exception {
        Backup backup = archives.backup(ids, format);
        jobs.runHere("image.backup", backup.fileName(), progress -> {
            response.setContentType("application/x-tar");
            response.setHeader(HttpHeaders.CONTENT_DISPOSITION, attachment(backup.fileName()));
            response.setHeader("X-Content-Type-Options", "nosniff");
            backup.length().ifPresent(length -> {
                response.setContentLengthLong(length);
                progress.expect(length);
            });
            progress.phase(Phase.WRITING);
            backup.writeTo(response.getOutputStream(), progress);
            return "";
        });
    }

    private static String attachment(String fileName) {
        return ContentDisposition.attachment()
                .filename(fileName, StandardCharsets.UTF_8)
                .build()
                .toString();
    }
}
