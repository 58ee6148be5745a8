package dev.onionyard.web.files;

import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;

/// Headers of an answer that hands out a file. Attackers wrote these files: the browser shall store them, and
/// never show or run them.
public final class FileDownload {

    private FileDownload() {}

    /// @param name of the file, untrusted
    /// @param size in bytes, or -1 if it is not known
    public static void begin(HttpServletResponse response, String name, String contentType, long size) {
        response.setContentType(contentType);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename(name.isEmpty() ? "files" : name, StandardCharsets.UTF_8)
                        .build()
                        .toString());
        if (size >= 0) {
            response.setContentLengthLong(size);
        }
    }
}
