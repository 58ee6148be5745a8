package dev.onionyard.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.onionyard.error.InvalidInputException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// A connected unix socket that keeps packets apart (AF_UNIX, SOCK_SEQPACKET): conmon's attach socket.
///
/// One thread may receive while others send. [#close] may be called by any thread at any time and wakes both.
public final class SeqPacketSocket implements AutoCloseable {

    private static final long AF_UNIX = 1;
    private static final long SOCK_SEQPACKET = 5;
    private static final long SOCK_CLOEXEC = 0x80000;
    private static final long SHUT_WR = 1;
    private static final long SHUT_RDWR = 2;
    private static final long MSG_NOSIGNAL = 0x4000;
    private static final int SUN_PATH_BYTES = 108;
    private static final int PACKET_BYTES = 64 * 1024;

    private final long fd;
    private final String path;
    private final Channel receiving = new Channel();
    private final Channel sending = new Channel();
    private int users;
    private boolean closed;

    /// Memory of one direction; freed when nobody can reach it any more.
    private static final class Channel {
        final Arena arena = Arena.ofAuto();
        final MemorySegment state = arena.allocate(Kernel.STATE);
        final MemorySegment packet = arena.allocate(PACKET_BYTES);
    }

    private SeqPacketSocket(long fd, String path) {
        this.fd = fd;
        this.path = path;
    }

    /// Connects; the caller closes.
    ///
    /// @throws dev.onionyard.error.EngineException caused by [Errno#ENOENT] or [Errno#ECONNREFUSED] if nobody
    ///     listens
    public static SeqPacketSocket connect(Path socket) {
        try (var scratch = new Scratch();
                var paths = new ShortPaths(scratch, SUN_PATH_BYTES - 1)) {
            long fd = scratch.call(SystemCall.SOCKET, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
            if (fd < 0) {
                throw KernelException.unavailable("make a socket for", socket.toString(), fd);
            }
            long result = scratch.call(SystemCall.CONNECT, fd, address(scratch, socket, paths), 2 + SUN_PATH_BYTES);
            if (result < 0) {
                scratch.close(fd);
                throw KernelException.failure("connect to", socket.toString(), result);
            }
            return new SeqPacketSocket(fd, socket.toString());
        }
    }

    /// Waits for one packet.
    ///
    /// @return its length, cut at the length of `target`; -1 when the other side or [#close] ended the connection
    public int receive(byte[] target) {
        if (!enter()) {
            return -1;
        }
        try {
            long length = retry(SystemCall.RECVFROM, receiving, Math.min(target.length, PACKET_BYTES), 0);
            if (length == 0 || Errno.ECONNRESET.is(length) || isClosed()) {
                return -1;
            }
            if (length < 0) {
                throw KernelException.unavailable("receive from", path, length);
            }
            MemorySegment.copy(receiving.packet, JAVA_BYTE, 0, target, 0, (int) length);
            return (int) length;
        } finally {
            leave();
        }
    }

    /// Sends one packet.
    ///
    /// @return false if the connection has ended
    public boolean send(byte[] bytes, int offset, int length) {
        if (length > PACKET_BYTES) {
            throw new InvalidInputException(
                    "cannot send to \"" + path + "\": a packet of " + length + " bytes is longer than " + PACKET_BYTES);
        }
        if (!enter()) {
            return false;
        }
        try {
            return sendLocked(bytes, offset, length);
        } finally {
            leave();
        }
    }

    private boolean sendLocked(byte[] bytes, int offset, int length) {
        synchronized (sending) {
            MemorySegment.copy(bytes, offset, sending.packet, JAVA_BYTE, 0, length);
            long sent = retry(SystemCall.SENDTO, sending, length, MSG_NOSIGNAL);
            if (Errno.EPIPE.is(sent) || Errno.ECONNRESET.is(sent) || Errno.ENOTCONN.is(sent) || isClosed()) {
                return false;
            }
            if (sent < 0) {
                throw KernelException.unavailable("send to", path, sent);
            }
            return true;
        }
    }

    /// Tells the other side that nothing more will be sent; it can still send.
    public void shutdownOutput() {
        if (enter()) {
            try {
                shutdown(SHUT_WR);
            } finally {
                leave();
            }
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            users++;
        }
        // A thread that waits in a call keeps the descriptor busy: wake it, the last one out closes.
        shutdown(SHUT_RDWR);
        leave();
    }

    private void shutdown(long how) {
        try (var arena = Arena.ofConfined()) {
            Kernel.call(arena.allocate(Kernel.STATE), SystemCall.SHUTDOWN, fd, how, 0, 0, 0, 0);
        }
    }

    private long retry(SystemCall call, Channel channel, long length, long flags) {
        long result;
        do {
            result = Kernel.call(channel.state, call, fd, channel.packet.address(), length, flags, 0, 0);
        } while (Errno.EINTR.is(result) && !isClosed());
        return result;
    }

    private synchronized boolean enter() {
        if (!closed) {
            users++;
        }
        return !closed;
    }

    private synchronized void leave() {
        users--;
        if (closed && users == 0) {
            try (var arena = Arena.ofConfined()) {
                Kernel.call(arena.allocate(Kernel.STATE), SystemCall.CLOSE, fd, 0, 0, 0, 0, 0);
            }
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /// Fills in a `struct sockaddr_un`. Its path is short; a longer one goes by its folder's descriptor.
    private static long address(Scratch scratch, Path socket, ShortPaths paths) {
        String text = socket.toString();
        Path parent = socket.toAbsolutePath().getParent();
        if (FileNames.encode(text).length >= SUN_PATH_BYTES && parent != null) {
            text = paths.of(parent) + "/" + socket.getFileName();
        }
        byte[] name = FileNames.encode(text);
        if (name.length >= SUN_PATH_BYTES) {
            throw new InvalidInputException("cannot connect to \"" + socket + "\": its path is too long");
        }
        scratch.struct.fill((byte) 0);
        scratch.struct.set(JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(name, 0, scratch.struct, JAVA_BYTE, 2, name.length);
        return scratch.struct.address();
    }
}
