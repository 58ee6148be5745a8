package dev.onionyard.container;

import dev.onionyard.container.ContainerTerminals.Connection;
import dev.onionyard.container.ContainerTerminals.Output;
import dev.onionyard.runtime.AttachSession;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/// A client's connection to a container's first process, from before that process exists. Input written earlier
/// waits until it is there; of window sizes the last one is applied.
final class AttachConnection implements Connection {

    private record Size(int rows, int columns) {}

    private final Output output;
    private final Consumer<AttachConnection> onClose;
    private final CompletableFuture<AttachSession> session = new CompletableFuture<>();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private Optional<Size> size = Optional.empty();

    AttachConnection(Output output, Consumer<AttachConnection> onClose) {
        this.output = output;
        this.onClose = onClose;
    }

    Output output() {
        return output;
    }

    /// The process is there.
    ///
    /// @param processExit of this run
    void connected(AttachSession attached, Optional<CompletableFuture<Integer>> processExit) {
        attached.ended()
                .thenRun(() -> processExit.ifPresentOrElse(
                        future -> future.whenComplete((code, failure) -> exit.complete(code == null ? 0 : code)),
                        () -> exit.complete(0)));
        synchronized (this) {
            size.ifPresent(known -> attached.resize(known.rows, known.columns));
        }
        if (!session.complete(attached)) {
            // Closed in the meantime.
            attached.close();
        }
    }

    @Override
    public OutputStream stdin() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                await().stdin().write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                await().stdin().write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                // Input that ends before the start has to end after it: waiting here would hold up the client.
                session.thenAccept(AttachConnection::endInput);
            }
        };
    }

    private static void endInput(AttachSession attached) {
        try {
            attached.stdin().close();
        } catch (IOException e) {
            // The process has ended: so has its input.
        }
    }

    private AttachSession await() throws IOException {
        try {
            return session.join();
        } catch (CancellationException | CompletionException e) {
            throw new IOException("the container did not start", e);
        }
    }

    @Override
    public synchronized void resize(int rows, int columns) {
        size = Optional.of(new Size(rows, columns));
        if (session.isDone() && !session.isCancelled()) {
            session.join().resize(rows, columns);
        }
    }

    @Override
    public CompletableFuture<Integer> exit() {
        return exit.copy();
    }

    @Override
    public int pid() {
        return 0;
    }

    @Override
    public void detach() {
        close();
    }

    @Override
    public void close() {
        onClose.accept(this);
        if (session.cancel(false)) {
            exit.cancel(false);
        } else {
            session.join().close();
        }
    }
}
