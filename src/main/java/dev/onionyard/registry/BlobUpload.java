package dev.onionyard.registry;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.progress.ProgressListener;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Sends one blob (distribution-spec, Pushing Blobs): in one piece, because every registry takes that; in
/// chunks if one piece is too large for the registry; and after a cut only the rest, if the registry still has
/// the beginning.
final class BlobUpload {

    private static final long CHUNK = 32 << 20;
    private static final int TOO_LARGE = 413;
    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-(\\d{1,18})");

    private final RegistryHttp http;
    private final String path;
    private final String scope;
    private final Descriptor blob;
    private final RegistrySession.BlobContent content;
    private final ProgressListener progress;
    private final AtomicLong out = new AtomicLong();
    private long told;
    private long chunk = Long.MAX_VALUE;
    private long sent;
    private @Nullable URI location;

    /// @param path of the repository
    BlobUpload(
            RegistryHttp http,
            String path,
            String scope,
            Descriptor blob,
            RegistrySession.BlobContent content,
            ProgressListener progress) {
        this.http = http;
        this.path = path;
        this.scope = scope;
        this.blob = blob;
        this.content = content;
        this.progress = progress;
    }

    /// @param isThere asked after a failure: the blob may have arrived although the answer did not
    void run(BooleanSupplier isThere) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                attempt();
                return;
            } catch (IOException e) {
                progress.checkCancelled();
                if (tries == RetryPolicy.TRIES) {
                    throw http.unreachable(e);
                }
                http.pause(tries);
                if (isThere.getAsBoolean()) {
                    return;
                }
            }
        }
    }

    private void attempt() throws IOException {
        begin();
        if (sent == 0 && chunk == Long.MAX_VALUE) {
            if (put()) {
                return;
            }
            chunk = CHUNK;
            location = null;
            begin();
        }
        while (sent < blob.size()) {
            patch(Math.min(chunk, blob.size() - sent));
        }
        finish();
    }

    /// Begins an upload, or asks how far the one that was cut came.
    private void begin() throws IOException {
        URI before = location;
        location = null;
        sent = 0;
        if (before != null) {
            HttpResponse<InputStream> status = http.sendOnce(Ask.of("GET", before.toString(), scope));
            Wire.discard(status);
            Matcher range = RANGE.matcher(status.headers().firstValue("Range").orElse(""));
            if (status.statusCode() == 204 && range.matches()) {
                long last = Long.parseLong(range.group(1));
                // A registry says 0-0 both for nothing and for one byte.
                sent = last == 0 ? 0 : last + 1;
                location = locationOf(status, before);
                return;
            }
        }
        HttpResponse<InputStream> answer = http.send(Ask.of("POST", path + "/blobs/uploads/", scope));
        require(answer, 202);
        location = locationOf(answer, answer.uri());
    }

    /// @return false if it is too large for one piece
    private boolean put() throws IOException {
        HttpResponse<InputStream> answer =
                http.sendOnce(withBody(Ask.of("PUT", finalAddress(), scope), 0, blob.size()));
        if (answer.statusCode() == TOO_LARGE) {
            Wire.discard(answer);
            return false;
        }
        require(answer, 201);
        return true;
    }

    private void patch(long length) throws IOException {
        URI address = current();
        Ask ask = Ask.of("PATCH", address.toString(), scope).with("Content-Range", sent + "-" + (sent + length - 1));
        HttpResponse<InputStream> answer = http.sendOnce(withBody(ask, sent, length));
        require(answer, 202);
        location = locationOf(answer, address);
        sent += length;
    }

    private void finish() throws IOException {
        HttpResponse<InputStream> answer = http.sendOnce(Ask.of("PUT", finalAddress(), scope));
        require(answer, 201);
    }

    private Ask withBody(Ask ask, long from, long length) {
        return ask.with("Content-Type", "application/octet-stream")
                .with(() -> publisher(from, length))
                .once(out::get);
    }

    private BodyPublisher publisher(long from, long length) {
        return length == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> open(from, length)), length);
    }

    private InputStream open(long from, long length) {
        try {
            return new Counted(content.open(from), from, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private URI current() {
        URI address = location;
        if (address == null) {
            throw new IllegalStateException("no upload was begun");
        }
        return address;
    }

    private String finalAddress() {
        String address = current().toString();
        return address + (address.indexOf('?') < 0 ? "?" : "&") + "digest="
                + blob.digest().toString().replace(":", "%3A");
    }

    private URI locationOf(HttpResponse<InputStream> answer, URI from) {
        String text = answer.headers().firstValue("Location").orElse("");
        if (text.isEmpty()) {
            throw new InvalidInputException(
                    "cannot push to registry \"" + http.endpoint().authority() + "\": it does not say where to");
        }
        return http.resolved(from, text);
    }

    /// @throws IOException if it is worth another try
    private void require(HttpResponse<InputStream> answer, int status) throws IOException {
        if (answer.statusCode() == status) {
            Wire.discard(answer);
            return;
        }
        RegistryProblem problem = RegistryProblem.of(answer);
        if (RegistryHttp.passes(problem.status()) || problem.status() == 416 || problem.isMissing() && sent > 0) {
            throw new IOException(problem.text());
        }
        if (problem.isReadOnly()) {
            throw problem.readOnly(http.endpoint().authority());
        }
        if (problem.isRefusal() || problem.status() < 500) {
            throw new InvalidInputException(problem.text());
        }
        throw new UnavailableException(
                "cannot push to registry \"" + http.endpoint().authority() + "\": " + problem.text());
    }

    /// A part of the content; tells each byte once, however often it goes out.
    private final class Counted extends FilterInputStream {

        private final long end;
        private long position;

        Counted(InputStream in, long from, long length) {
            super(in);
            this.position = from;
            this.end = from + length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = position == end ? -1 : in.read(target, offset, (int) Math.min(length, end - position));
            if (count > 0) {
                position += count;
                out.addAndGet(count);
                tell();
            }
            return count;
        }

        private void tell() {
            if (position > told) {
                long news = position - told;
                told = position;
                progress.advance(news);
            }
        }
    }
}
