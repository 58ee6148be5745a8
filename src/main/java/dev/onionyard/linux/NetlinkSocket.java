package dev.onionyard.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A netlink socket: requests to the kernel's network code, which answers before the sending call returns. It belongs
/// to the network namespace of the thread that opened it, whichever thread uses it later; for one thread at a time.
final class NetlinkSocket implements AutoCloseable {

    static final long ROUTE = 0;
    static final long NETFILTER = 12;

    private static final long AF_NETLINK = 16;
    private static final long SOCK_RAW = 3;
    private static final long SOCK_CLOEXEC = 0x80000;
    private static final long MSG_DONTWAIT = 0x40;
    private static final int ERROR = 2;

    private final Scratch scratch = new Scratch();
    private final long fd;
    private int sequence;

    /// An answer of the kernel.
    ///
    /// @param error 0 or minus the errno, for acknowledgements
    /// @param body what follows the header, in the machine's byte order
    record Answer(int type, int sequence, int error, ByteBuffer body) {
        boolean acknowledges() {
            return type == ERROR;
        }
    }

    NetlinkSocket(long protocol) {
        fd = scratch.call(SystemCall.SOCKET, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
        if (fd < 0) {
            scratch.close();
            throw KernelException.unavailable("open a socket to", "netlink", fd);
        }
    }

    /// Sends one message and waits for its acknowledgement.
    ///
    /// @param what it does and to whom, for the failure
    void request(String action, String what, NetlinkMessage message) {
        long error = attempt(message);
        if (error < 0) {
            throw KernelException.failure(action, what, error);
        }
    }

    /// As [#request], but returns 0 or minus the errno.
    long attempt(NetlinkMessage message) {
        return send(message.finish(++sequence)).stream()
                .filter(answer -> answer.acknowledges() && answer.sequence() == sequence)
                .mapToInt(Answer::error)
                .findFirst()
                .orElse(0);
    }

    /// Sends one message that asks for something.
    ///
    /// @return the body of the first answer that is no acknowledgement
    Optional<ByteBuffer> ask(NetlinkMessage message) {
        return send(message.finish(++sequence)).stream()
                .filter(answer -> !answer.acknowledges())
                .map(Answer::body)
                .findFirst();
    }

    /// Sends several messages at once.
    ///
    /// @return the first error (minus the errno), or 0
    long attemptAll(List<NetlinkMessage> messages) {
        List<byte[]> parts =
                messages.stream().map(message -> message.finish(++sequence)).toList();
        ByteBuffer all =
                ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
        parts.forEach(all::put);
        return send(all.array()).stream()
                .filter(Answer::acknowledges)
                .mapToInt(Answer::error)
                .filter(error -> error != 0)
                .findFirst()
                .orElse(0);
    }

    private List<Answer> send(byte[] bytes) {
        if (bytes.length > Scratch.BUFFER_BYTES) {
            throw new IllegalArgumentException("a netlink request of " + bytes.length + " bytes");
        }
        MemorySegment buffer = scratch.buffer();
        MemorySegment.copy(bytes, 0, buffer, JAVA_BYTE, 0, bytes.length);
        long sent = scratch.call(SystemCall.SENDTO, fd, buffer.address(), bytes.length, 0, 0, 0);
        if (sent < 0) {
            throw KernelException.unavailable("send to", "netlink", sent);
        }
        var answers = new ArrayList<Answer>();
        while (receive(answers::add)) {
            // The kernel has answered all already.
        }
        return answers;
    }

    private boolean receive(Consumer<Answer> answers) {
        MemorySegment buffer = scratch.buffer();
        long length = scratch.call(SystemCall.RECVFROM, fd, buffer.address(), Scratch.BUFFER_BYTES, MSG_DONTWAIT, 0, 0);
        if (Errno.EAGAIN.is(length)) {
            return false;
        }
        if (length < 0) {
            throw KernelException.unavailable("receive from", "netlink", length);
        }
        parse(buffer.asSlice(0, length).toArray(JAVA_BYTE), answers);
        return true;
    }

    static void parse(byte[] bytes, Consumer<Answer> answers) {
        ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        while (all.remaining() >= NetlinkMessage.HEADER_BYTES) {
            int start = all.position();
            int length = Math.max(NetlinkMessage.HEADER_BYTES, all.getInt(start));
            int end = Math.min(start + length, all.limit());
            ByteBuffer body = all.slice(start + NetlinkMessage.HEADER_BYTES, end - start - NetlinkMessage.HEADER_BYTES)
                    .order(ByteOrder.nativeOrder());
            int type = all.getShort(start + 4);
            int error = type == ERROR && body.remaining() >= 4 ? body.getInt(0) : 0;
            answers.accept(new Answer(type, all.getInt(start + 8), error, body));
            all.position(Math.min(start + (length + 3 & ~3), all.limit()));
        }
    }

    @Override
    public void close() {
        scratch.close(fd);
        scratch.close();
    }
}
