package dev.onionyard.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A message to the kernel by netlink, written piece by piece: header, a fixed part, attributes, which may nest
/// (netlink(7), linux/netlink.h). Numbers are in the machine's order unless a method says otherwise.
final class NetlinkMessage {

    static final int HEADER_BYTES = 16;

    static final int REQUEST = 1;
    static final int ACK = 4;
    static final int EXCLUSIVE = 0x200;
    static final int CREATE = 0x400;
    static final int REPLACE = 0x100;
    static final int APPEND = 0x800;

    private static final int NESTED = 0x8000;
    private static final int ATTRIBUTE_HEADER = 4;

    private ByteBuffer bytes = ByteBuffer.allocate(512).order(ByteOrder.nativeOrder());

    NetlinkMessage(int type, int flags) {
        bytes.putInt(0).putShort((short) type).putShort((short) flags).putInt(0).putInt(0);
    }

    NetlinkMessage u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    NetlinkMessage u16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    NetlinkMessage u32(int value) {
        room(4).putInt(value);
        return this;
    }

    NetlinkMessage attribute(int type, byte[] value) {
        room(ATTRIBUTE_HEADER + value.length + 3)
                .putShort((short) (ATTRIBUTE_HEADER + value.length))
                .putShort((short) type)
                .put(value);
        return pad();
    }

    NetlinkMessage attribute(int type, int value) {
        return attribute(
                type,
                ByteBuffer.allocate(4)
                        .order(ByteOrder.nativeOrder())
                        .putInt(value)
                        .array());
    }

    /// A number with its first byte first, as netfilter wants them.
    NetlinkMessage networkAttribute(int type, int value) {
        return attribute(type, ByteBuffer.allocate(4).putInt(value).array());
    }

    /// A text with a zero byte after it.
    NetlinkMessage attribute(int type, String value) {
        return attribute(type, (value + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /// An attribute that holds what `content` writes.
    NetlinkMessage nested(int type, Runnable content) {
        int start = bytes.position();
        room(ATTRIBUTE_HEADER).putShort((short) 0).putShort((short) (type | NESTED));
        content.run();
        bytes.putShort(start, (short) (bytes.position() - start));
        return pad();
    }

    /// The finished message.
    byte[] finish(int sequence) {
        bytes.putInt(0, bytes.position());
        bytes.putInt(8, sequence);
        byte[] message = new byte[bytes.position()];
        bytes.get(0, message);
        return message;
    }

    private NetlinkMessage pad() {
        while (bytes.position() % 4 != 0) {
            room(1).put((byte) 0);
        }
        return this;
    }

    private ByteBuffer room(int more) {
        if (bytes.remaining() < more) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(bytes.capacity() * 2, bytes.position() + more))
                    .order(ByteOrder.nativeOrder());
            larger.put(bytes.flip());
            bytes = larger;
        }
        return bytes;
    }
}
