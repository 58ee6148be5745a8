package dev.onionyard.web.images;

import dev.onionyard.archive.ImageArchives;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.image.Image;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.task.Jobs;
import dev.onionyard.web.files.UploadOutcomes;
import dev.onionyard.web.files.UploadedBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Takes archives and file trees from the browser: the bare file is the body of a PUT and goes to the store as
/// it arrives, so its size does not matter to the heap. Each upload is a job that others can follow and cancel.
@RestController
class UploadController {

    private final ImageArchives archives;
    private final Jobs jobs;
    private final UploadOutcomes outcomes;

    UploadController(ImageArchives archives, Jobs jobs, UploadOutcomes outcomes) {
        this.archives = archives;
        this.jobs = jobs;
        this.outcomes = outcomes;
    }

    /// What came of an upload.
    record Stored(List<Link> images) {}

    record Link(String name, String href) {

        static Link to(Image image) {
            return new Link(image.displayName(), "/images/" + image.id());
        }
    }

    /// Why an upload failed.
    record Refusal(String message) {}

    /// @param source the file's name
    /// @param upload a token by which the browser may ask later what went wrong
    @PutMapping("/api/images/restore")
    Stored restore(
            @RequestParam String source, @RequestParam(defaultValue = "") String upload, HttpServletRequest request)
            throws Exception {
        return receive(
                "image.restore", source, upload, request, (body, progress) -> archives.restore(body, source, progress));
    }

    /// @param name the new image's name, or empty for none
    /// @param changes Dockerfile instructions, one a line
    @PutMapping("/api/images/import")
    Stored importFiles(
            @RequestParam String source,
            @RequestParam(defaultValue = "") String upload,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String message,
            @RequestParam(defaultValue = "") String changes,
            HttpServletRequest request)
            throws Exception {
        return receive(
                "image.import",
                source,
                upload,
                request,
                (body, progress) -> List.of(archives.importFiles(
                        body, source, reference(name), message.strip(), instructions(changes), progress)));
    }

    @GetMapping({"/api/images/restore/{upload}", "/api/images/import/{upload}"})
    Refusal outcome(@PathVariable String upload) {
        return new Refusal(outcomes.reasonOf(upload)
                .orElseThrow(() -> new NotFoundException("cannot say what became of upload \"" + upload
                        + "\": it ended without an error, or too long ago")));
    }

    private interface Reception {
        List<Image> take(InputStream body, ProgressListener progress) throws IOException;
    }

    private Stored receive(String kind, String source, String upload, HttpServletRequest request, Reception reception)
            throws Exception {
        var stored = new ArrayList<Link>();
        try {
            jobs.runHere(kind, source, progress -> {
                progress.phase(Phase.RECEIVING);
                progress.expect(request.getContentLengthLong());
                reception.take(new UploadedBody(request.getInputStream()), progress).stream()
                        .map(Link::to)
                        .forEach(stored::add);
                return stored.size() == 1 ? stored.getFirst().href() : "/images";
            });
        } catch (EngineException e) {
            outcomes.failed(upload, String.valueOf(e.getMessage()));
            throw e;
        }
        return new Stored(List.copyOf(stored));
    }

    private static @Nullable ImageReference reference(String name) {
        return name.isBlank() ? null : ImageReference.parse(name.strip()).withDefaultTag();
    }

    private static List<String> instructions(String changes) {
        return changes.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
