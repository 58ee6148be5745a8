package dev.onionyard.registry;

import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A response's body as a stream that does not wait for ever: it notices a cancelled job, and gives up a server
/// that sends nothing any more. A few pieces are received ahead.
final class BodyInput extends InputStream implements HttpResponse.BodySubscriber<InputStream> {

    private static final int AHEAD = 32;
    private static final long CHECK_MILLIS = 200;
    private static final List<ByteBuffer> END = List.of();

    private final ProgressListener work;
    private final Duration stallLimit;
    private final BlockingQueue<List<ByteBuffer>> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
    private volatile @Nullable Throwable failure;
    private List<ByteBuffer> pieces = END;
    private int piece;
    private boolean ended;

    BodyInput(ProgressListener work, Duration stallLimit) {
        this.work = work;
        this.stallLimit = stallLimit;
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscribed.complete(subscription);
        subscription.request(AHEAD);
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        received.add(item);
    }

    @Override
    public void onError(Throwable throwable) {
        failure = throwable;
        received.add(END);
    }

    @Override
    public void onComplete() {
        received.add(END);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        ByteBuffer next = current();
        if (next == null) {
            return -1;
        }
        int count = Math.min(length, next.remaining());
        next.get(target, offset, count);
        return count;
    }

    /// The piece to read from, or null at the end.
    private @Nullable ByteBuffer current() throws IOException {
        while (!ended) {
            while (piece < pieces.size()) {
                ByteBuffer candidate = pieces.get(piece);
                if (candidate.hasRemaining()) {
                    return candidate;
                }
                piece++;
            }
            receive();
        }
        Throwable cause = failure;
        if (cause != null) {
            throw cause instanceof IOException e ? e : new IOException(cause);
        }
        return null;
    }

    private void receive() throws IOException {
        pieces = await();
        piece = 0;
        if (pieces.isEmpty()) {
            ended = true;
        } else {
            subscribed.join().request(1);
        }
    }

    private List<ByteBuffer> await() throws IOException {
        long end = System.nanoTime() + stallLimit.toNanos();
        try {
            while (System.nanoTime() < end) {
                List<ByteBuffer> next = received.poll(CHECK_MILLIS, TimeUnit.MILLISECONDS);
                work.checkCancelled();
                if (next != null) {
                    return next;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while receiving from a registry");
        }
        throw new IOException("nothing was received for " + stallLimit.toSeconds() + " s");
    }

    @Override
    public void close() {
        ended = true;
        subscribed.thenAccept(Flow.Subscription::cancel);
    }
}
