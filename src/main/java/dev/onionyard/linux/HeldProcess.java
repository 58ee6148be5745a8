package dev.onionyard.linux;

import java.util.Optional;

/// A process that is held by a descriptor (pidfd_open(2)), so that its number cannot come to mean another one between
/// a look at it and a signal to it.
public final class HeldProcess implements AutoCloseable {

    private final Scratch scratch;
    private final long descriptor;
    private final long pid;

    private HeldProcess(Scratch scratch, long descriptor, long pid) {
        this.scratch = scratch;
        this.descriptor = descriptor;
        this.pid = pid;
    }

    /// The process that has this number now; the caller closes.
    public static Optional<HeldProcess> open(long pid) {
        var scratch = new Scratch();
        long descriptor = scratch.call(SystemCall.PIDFD_OPEN, pid, 0);
        if (descriptor >= 0) {
            return Optional.of(new HeldProcess(scratch, descriptor, pid));
        }
        scratch.close();
        if (Errno.ESRCH.is(descriptor)) {
            return Optional.empty();
        }
        throw KernelException.unavailable("find", "process " + pid, descriptor);
    }

    /// Sends a signal. A process that has ended is no failure.
    public void signal(int number) {
        long result = scratch.call(SystemCall.PIDFD_SEND_SIGNAL, descriptor, number, 0, 0);
        if (result < 0 && !Errno.ESRCH.is(result)) {
            throw KernelException.unavailable("send signal " + number + " to", "process " + pid, result);
        }
    }

    @Override
    public void close() {
        scratch.close(descriptor);
        scratch.close();
    }
}
