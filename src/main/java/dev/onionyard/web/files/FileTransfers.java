package dev.onionyard.web.files;

import dev.onionyard.error.EngineException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.files.FileAccess;
import dev.onionyard.files.FileFacts;
import dev.onionyard.files.FileTree;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.task.Jobs;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.springframework.stereotype.Component;

/// Downloads and uploads of files, the same for everything that has files.
@Component
public class FileTransfers {

    private static final int BUFFER = 256 * 1024;

    private final Jobs jobs;
    private final UploadOutcomes outcomes;

    FileTransfers(Jobs jobs, UploadOutcomes outcomes) {
        this.jobs = jobs;
        this.outcomes = outcomes;
    }

    /// What came of an upload.
    public record Stored(List<Link> files) {}

    /// Where a stored file can be seen.
    public record Link(String name, String href) {}

    /// Why an upload failed.
    public record Refusal(String message) {}

    /// Whose files go where.
    ///
    /// @param access to the files
    /// @param owner as `access` knows it
    /// @param name of the owner, for people
    /// @param kind first part of the kind of job: `container` or `volume`
    /// @param page where its files are shown
    public record Place(FileAccess access, String owner, String name, String kind, String page) {}

    /// Hands out a regular file as it is, anything else as a tar.
    public void download(Place place, String path, HttpServletResponse response) throws Exception {
        place.access.read(place.owner, path, tree -> {
            FileFacts facts = tree.stat(path);
            if (facts.kind() == FileFacts.Kind.FILE) {
                sendFile(tree, path, facts.name(), response);
            } else {
                sendTar(place, tree, path, facts, response);
            }
        });
    }

    private static void sendFile(FileTree tree, String path, String name, HttpServletResponse response)
            throws IOException {
        FileTree.Content content = tree.open(path);
        try (var in = content.stream()) {
            FileDownload.begin(response, name, "application/octet-stream", content.size());
            in.transferTo(response.getOutputStream());
        }
    }

    private void sendTar(Place place, FileTree tree, String path, FileFacts facts, HttpServletResponse response)
            throws IOException {
        String name = facts.name().equals("/") || facts.name().equals(".") ? place.name : facts.name();
        FileDownload.begin(response, name + ".tar", "application/x-tar", -1);
        try {
            jobs.runHere(place.kind + ".files.read", place.name + ":" + path, progress -> {
                OutputStream out = new BufferedOutputStream(response.getOutputStream(), BUFFER);
                tree.writeTar(path, out, progress);
                out.flush();
                return place.page;
            });
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// Stores the body of a request as a file.
    ///
    /// @param upload a token by which the browser may ask later what went wrong
    public Stored upload(Place place, String folder, String name, String upload, HttpServletRequest request)
            throws Exception {
        try {
            jobs.runHere(
                    place.kind + ".files.write",
                    place.name + ":" + (folder.endsWith("/") ? folder : folder + "/") + name,
                    progress -> {
                        progress.phase(Phase.RECEIVING);
                        progress.expect(request.getContentLengthLong());
                        store(place, folder, name, request, progress);
                        return place.page;
                    });
        } catch (EngineException e) {
            outcomes.failed(upload, String.valueOf(e.getMessage()));
            throw e;
        }
        return new Stored(List.of());
    }

    private static void store(
            Place place, String folder, String name, HttpServletRequest request, ProgressListener progress)
            throws IOException {
        place.access.write(
                place.owner, folder, tree -> tree.put(name, new UploadedBody(request.getInputStream()), progress));
    }

    public Refusal outcome(String upload) {
        return new Refusal(outcomes.reasonOf(upload)
                .orElseThrow(() -> new NotFoundException("cannot say what became of upload \"" + upload
                        + "\": it ended without an error, or too long ago")));
    }
}
