package dev.onionyard.registry;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.oci.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/// A blob's bytes over as many connections as it takes. When one is cut, the next begins where it ended, as
/// long as each brings something.
final class ResumingBlob extends InputStream {

    /// A connection that brought this much was worth it: the count of failures begins anew.
    private static final long WORTH = 16 << 10;

    private final RegistryHttp http;
    private final Ask ask;
    private final Descriptor blob;
    private long position;
    private long lastFailure;
    private int failures;
    private @Nullable InputStream body;

    /// @param ask for the whole blob
    ResumingBlob(RegistryHttp http, Ask ask, Descriptor blob, long offset) {
        this.http = http;
        this.ask = ask;
        this.blob = blob;
        this.position = offset;
        this.lastFailure = offset;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (position < blob.size()) {
            try {
                int count = connection().read(target, offset, (int) Math.min(length, blob.size() - position));
                if (count >= 0) {
                    position += count;
                    return count;
                }
                throw new IOException("the connection ended after " + position + " of " + blob.size() + " bytes");
            } catch (IOException e) {
                failed(e);
            }
        }
        if (body != null && body.read() >= 0) {
            throw tooLong();
        }
        return -1;
    }

    private InputStream connection() throws IOException {
        if (body == null) {
            body = open();
        }
        return body;
    }

    private InputStream open() throws IOException {
        HttpResponse<InputStream> answer =
                http.send(position == 0 ? ask : ask.with("Range", "bytes=" + position + "-"));
        return switch (answer.statusCode()) {
            case 200 -> {
                checkLength(answer, 0);
                answer.body().skipNBytes(position);
                yield answer.body();
            }
            case 206 -> {
                checkLength(answer, position);
                yield answer.body();
            }
            default -> throw refused(RegistryProblem.of(answer));
        };
    }

    private void checkLength(HttpResponse<InputStream> answer, long from) {
        String range = answer.headers().firstValue("Content-Range").orElse("bytes " + from + "-");
        long length = answer.headers().firstValueAsLong("Content-Length").orElse(blob.size() - from);
        if (!range.startsWith("bytes " + from + "-") || length != blob.size() - from) {
            close(answer.body());
            throw new InvalidInputException("cannot fetch \"" + blob.digest() + "\": the registry sends "
                    + (from + length) + " bytes, and the manifest says " + blob.size());
        }
    }

    private InvalidInputException tooLong() {
        return new InvalidInputException("cannot fetch \"" + blob.digest() + "\": the registry sends more than the "
                + blob.size() + " bytes that the manifest says");
    }

    private RuntimeException refused(RegistryProblem problem) {
        String what = "cannot fetch \"" + blob.digest() + "\": " + problem.text();
        if (problem.isMissing()) {
            return new NotFoundException(what);
        }
        return problem.isRefusal()
                ? new InvalidInputException(what)
                : http.unreachable(new IOException(problem.text()));
    }

    private void failed(IOException e) {
        close();
        failures = position - lastFailure >= WORTH ? 1 : failures + 1;
        lastFailure = position;
        if (failures >= RetryPolicy.TRIES) {
            throw http.unreachable(e);
        }
        http.pause(failures);
    }

    @Override
    public void close() {
        if (body != null) {
            close(body);
            body = null;
        }
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            // It is given up anyway.
        }
    }
}
