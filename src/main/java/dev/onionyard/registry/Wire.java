package dev.onionyard.registry;

import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Sends one request and waits for the head of its answer, for as long as the work is wanted and something moves.
final class Wire {

    private static final long CHECK_MILLIS = 200;
    private static final int DISCARD_LIMIT = 16 << 10;

    private final HttpClients clients;
    private final Duration stallLimit;

    Wire(HttpClients clients, Duration stallLimit) {
        this.clients = clients;
        this.stallLimit = stallLimit;
    }

    HttpClients clients() {
        return clients;
    }

    static HttpRequest.Builder request(URI address) {
        boolean secure = "https".equals(address.getScheme());
        return HttpRequest.newBuilder(address)
                .version(secure ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .header("User-Agent", "onionyard");
    }

    HttpResponse<InputStream> send(HttpRequest request, ProgressListener work) throws IOException {
        return send(request, () -> 0, work);
    }

    /// Counts what goes out, so that a slow upload is told from one that stands still.
    interface Sent {
        long bytes();
    }

    HttpResponse<InputStream> send(HttpRequest request, Sent sent, ProgressListener work) throws IOException {
        HttpClient client = clients.of(request.uri().getRawAuthority());
        CompletableFuture<HttpResponse<InputStream>> answer =
                client.sendAsync(request, head -> new BodyInput(work, stallLimit));
        try {
            return await(answer, sent, work);
        } catch (IOException | RuntimeException e) {
            answer.cancel(true);
            throw e;
        }
    }

    private HttpResponse<InputStream> await(
            CompletableFuture<HttpResponse<InputStream>> answer, Sent sent, ProgressListener work) throws IOException {
        long before = sent.bytes();
        long end = System.nanoTime() + stallLimit.toNanos();
        while (System.nanoTime() < end) {
            work.checkCancelled();
            try {
                return answer.get(CHECK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (sent.bytes() != before) {
                    before = sent.bytes();
                    end = System.nanoTime() + stallLimit.toNanos();
                }
            } catch (ExecutionException e) {
                throw cause(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while asking a registry");
            }
        }
        throw new IOException("no answer for " + stallLimit.toSeconds() + " s");
    }

    private static IOException cause(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }

    /// Is done with an answer. A short body is read, so that the connection can be used again.
    static void discard(HttpResponse<InputStream> answer) {
        try (InputStream body = answer.body()) {
            if (answer.headers().firstValueAsLong("Content-Length").orElse(DISCARD_LIMIT) < DISCARD_LIMIT) {
                body.readNBytes(DISCARD_LIMIT);
            }
        } catch (IOException e) {
            // Nobody wants it.
        }
    }
}
