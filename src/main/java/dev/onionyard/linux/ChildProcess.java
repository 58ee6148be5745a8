package dev.onionyard.linux;

import dev.onionyard.error.UnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs an external program to its end: argument list instead of a shell, a time limit, and output of bounded size.
/// The program sees a plain environment (`LC_ALL=C.UTF-8`: messages can be read, names stay as they are).
///
/// ```java
/// String table = ChildProcess.of("nft", "list", "table", "ip", name).timeout(Duration.ofSeconds(5)).output();
/// ```
public final class ChildProcess {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final int DEFAULT_LIMIT = 1 << 20;
    private static final Duration GRACE_FOR_PIPES = Duration.ofSeconds(1);

    private final List<String> argv;
    private Duration timeout = DEFAULT_TIMEOUT;
    private int limit = DEFAULT_LIMIT;
    private byte[] input = {};
    private @Nullable Path directory;

    private ChildProcess(List<String> argv) {
        this.argv = List.copyOf(argv);
    }

    /// How a program ended.
    ///
    /// @param output what it wrote to stdout, cut at the limit
    /// @param errors what it wrote to stderr, cut at the limit
    public record Result(int exitCode, byte[] output, byte[] errors) {

        public boolean ok() {
            return exitCode == 0;
        }

        public String outputText() {
            return new String(output, StandardCharsets.UTF_8);
        }

        public String errorText() {
            return new String(errors, StandardCharsets.UTF_8).strip();
        }
    }

    public static ChildProcess of(String... argv) {
        return new ChildProcess(List.of(argv));
    }

    public static ChildProcess of(List<String> argv) {
        return new ChildProcess(argv);
    }

    /// After this time it is killed; 30 s unless set.
    public ChildProcess timeout(Duration newTimeout) {
        this.timeout = newTimeout;
        return this;
    }

    /// Bytes of output that are kept, of each stream; 1 MiB unless set. The rest is read and dropped.
    public ChildProcess limit(int bytes) {
        this.limit = bytes;
        return this;
    }

    /// What it reads on stdin; nothing unless set.
    public ChildProcess input(String text) {
        this.input = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    public ChildProcess directory(Path newDirectory) {
        this.directory = newDirectory;
        return this;
    }

    /// Runs it and returns how it ended, whatever its exit code.
    ///
    /// @throws UnavailableException if it is not installed, or did not end in time
    public Result run() {
        Process process = start();
        var output = new Pipe(process.getInputStream(), limit);
        var errors = new Pipe(process.getErrorStream(), limit);
        try {
            feed(process.getOutputStream());
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new UnavailableException(
                        "cannot run \"" + argv.getFirst() + "\": it did not end within " + timeout.toSeconds() + " s");
            }
            return new Result(process.exitValue(), output.bytes(), errors.bytes());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("cannot run \"" + argv.getFirst() + "\": interrupted", e);
        } finally {
            kill(process);
        }
    }

    /// Runs it and returns its stdout.
    ///
    /// @throws UnavailableException with its stderr if it fails
    public String output() {
        Result result = run();
        if (!result.ok()) {
            String reason = result.errorText();
            throw new UnavailableException("cannot run \"" + String.join(" ", argv) + "\": "
                    + (reason.isEmpty() ? "exit code " + result.exitCode() : reason));
        }
        return result.outputText();
    }

    private Process start() {
        var builder = new ProcessBuilder(argv);
        builder.environment().put("LC_ALL", "C.UTF-8");
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UnavailableException("cannot run \"" + argv.getFirst() + "\": " + e.getMessage(), e);
        }
    }

    private void feed(OutputStream stdin) {
        try (stdin) {
            stdin.write(input);
        } catch (IOException e) {
            // It ended without reading all: its exit code tells why.
        }
    }

    private static void kill(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /// Reads a stream to its end on a thread of its own, so that the program never waits for us.
    private static final class Pipe {

        private final InputStream in;
        private final int limit;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final Thread reader;

        Pipe(InputStream in, int limit) {
            this.in = in;
            this.limit = limit;
            this.reader = Thread.ofPlatform().daemon().name("child-output").start(this::read);
        }

        private void read() {
            byte[] buffer = new byte[8192];
            try {
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    synchronized (kept) {
                        kept.write(buffer, 0, Math.min(length, limit - kept.size()));
                    }
                }
            } catch (IOException e) {
                // The process was killed: what was read so far is what there is.
            }
        }

        /// What was read. A child of the program may still hold the pipe; it is not waited for long.
        byte[] bytes() throws InterruptedException {
            reader.join(GRACE_FOR_PIPES);
            synchronized (kept) {
                return kept.toByteArray();
            }
        }
    }
}
