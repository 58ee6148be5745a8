package dev.onionyard.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.onionyard.error.UnavailableException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/// A program whose output is handed on while it runs. It has ended when it has ended: its own children may keep
/// the pipes open, and nobody waits for them, as a shell does not either.
///
/// One thread, which calls [#pump], waits for both pipes and for the end together; the JDK's streams cannot.
public final class PipedProcess implements AutoCloseable {

    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int POLL_BYTES = 8;
    private static final short POLLIN = 1;
    private static final long NONE = -1;

    /// Receives what the program prints. When it throws, the rest is read and dropped: a program does not stop
    /// because nobody listens.
    public interface Sink {
        void accept(byte[] bytes, int length) throws IOException;
    }

    private final Scratch scratch = new Scratch();
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment polled = arena.allocate(3L * POLL_BYTES, 8);
    private final MemorySegment buffer = arena.allocate(BUFFER_BYTES);
    private final byte[] bytes = new byte[BUFFER_BYTES];
    private final Process process;
    private final long stdout;
    private final long stderr;

    /// Becomes readable when the program ends; [#NONE] if it has before one could ask.
    private final long end;

    private PipedProcess(List<String> argv, Map<String, String> environment) throws IOException {
        long[] out = pipe();
        long[] err = pipe();
        try {
            var builder = new ProcessBuilder(argv).redirectOutput(file(out[1])).redirectError(file(err[1]));
            builder.environment().clear();
            builder.environment().putAll(environment);
            this.process = builder.start();
        } catch (IOException e) {
            scratch.close(out[0]);
            scratch.close(err[0]);
            throw e;
        } finally {
            scratch.close(out[1]);
            scratch.close(err[1]);
        }
        this.stdout = out[0];
        this.stderr = err[0];
        this.end = Math.max(NONE, scratch.call(SystemCall.PIDFD_OPEN, process.pid(), 0));
    }

    /// Starts it; the caller closes.
    ///
    /// @param environment all of it
    /// @throws UnavailableException if it is not installed
    public static PipedProcess start(List<String> argv, Map<String, String> environment) {
        try {
            return new PipedProcess(argv, environment);
        } catch (IOException e) {
            throw new UnavailableException("cannot run \"" + argv.getFirst() + "\": " + e.getMessage(), e);
        }
    }

    public Process process() {
        return process;
    }

    /// What it reads; each write is flushed by the caller.
    public OutputStream stdin() {
        return process.getOutputStream();
    }

    /// Hands on output until the program has ended and all that it printed was handed on.
    ///
    /// @return its exit code
    public int pump(Sink toStdout, Sink toStderr) {
        var out = new Drain(stdout, toStdout);
        var err = new Drain(stderr, toStderr);
        boolean ended = false;
        while (!ended) {
            watch(0, out.descriptor);
            watch(1, err.descriptor);
            watch(2, end);
            poll();
            // What it printed before its end is in the pipes when the kernel tells the end.
            ended = end == NONE || isReady(2);
            if (isReady(0)) {
                out.pass();
                ended = false;
            }
            if (isReady(1)) {
                err.pass();
                ended = false;
            }
        }
        return exitCode();
    }

    /// Closes the pipes; a program that still runs will notice.
    @Override
    public void close() {
        scratch.close(stdout);
        scratch.close(stderr);
        if (end != NONE) {
            scratch.close(end);
        }
        scratch.close();
    }

    private int exitCode() {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("cannot wait for process " + process.pid() + ": interrupted", e);
        }
    }

    private long[] pipe() {
        long result = scratch.call(SystemCall.PIPE2, scratch.struct.address(), Flags.O_CLOEXEC);
        if (result < 0) {
            throw KernelException.unavailable("make", "pipe", result);
        }
        return new long[] {scratch.struct.get(JAVA_INT, 0), scratch.struct.get(JAVA_INT, 4)};
    }

    /// A way for [ProcessBuilder] to a descriptor.
    private static File file(long descriptor) {
        return new File("/proc/self/fd/" + descriptor);
    }

    private void watch(int number, long descriptor) {
        polled.set(JAVA_INT, (long) number * POLL_BYTES, (int) descriptor);
        polled.set(JAVA_SHORT, (long) number * POLL_BYTES + 4, POLLIN);
        polled.set(JAVA_SHORT, (long) number * POLL_BYTES + 6, (short) 0);
    }

    /// Waits, unless there is no end to wait for.
    private void poll() {
        scratch.struct.fill((byte) 0);
        long timeout = end == NONE ? scratch.struct.address() : 0;
        long result = scratch.call(SystemCall.PPOLL, polled.address(), 3, timeout, 0, 0);
        if (result < 0) {
            throw KernelException.unavailable("wait for", "process " + process.pid(), result);
        }
    }

    private boolean isReady(int number) {
        return polled.get(JAVA_SHORT, (long) number * POLL_BYTES + 6) != 0;
    }

    /// One of the pipes.
    private final class Drain {

        private final Sink sink;
        private boolean heard = true;

        /// [#NONE] when nobody can write to it any more.
        private long descriptor;

        Drain(long descriptor, Sink sink) {
            this.descriptor = descriptor;
            this.sink = sink;
        }

        void pass() {
            long length = scratch.call(SystemCall.READ, descriptor, buffer.address(), BUFFER_BYTES);
            if (length <= 0) {
                descriptor = NONE;
            } else if (heard) {
                MemorySegment.copy(buffer, JAVA_BYTE, 0, bytes, 0, (int) length);
                heard = give((int) length);
            }
        }

        private boolean give(int length) {
            try {
                sink.accept(bytes, length);
                return true;
            } catch (IOException e) {
                return false;
            }
        }
    }
}
