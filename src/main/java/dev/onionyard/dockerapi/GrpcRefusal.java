package dev.onionyard.dockerapi;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Speaks as much gRPC as it takes to refuse every call with words that the client shows. BuildKit's clients ask for
/// it by an upgrade, and of an answer in HTTP they would show the status alone.
///
/// HTTP/2 is RFC 9113, the header block RFC 7541 (nothing is indexed, nothing read), the answer gRPC's "Trailers-Only".
final class GrpcRefusal implements Hijack.Session {

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int LARGEST_FRAME = 16 * 1024;
    private static final int STATUS_200 = 0x88;
    private static final int LITERAL = 0;
    private static final int LENGTH_PREFIX = 0x7f;
    private static final String FAILED_PRECONDITION = "9";

    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;

    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private final byte[] answer;

    /// @param reason in ASCII
    GrpcRefusal(String reason) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("content-type", "application/grpc");
        headers.put("grpc-status", FAILED_PRECONDITION);
        headers.put("grpc-message", reason.replace("%", "%25"));
        answer = block(headers);
    }

    private record Frame(int type, int flags, int stream, byte[] payload) {

        boolean has(int flag) {
            return (flags & flag) != 0;
        }
    }

    @Override
    public void run(InputStream fromClient, OutputStream toClient, Hijack hijack) throws IOException {
        run(new DataInputStream(fromClient), new DataOutputStream(toClient));
    }

    /// Answers until the client leaves.
    void run(DataInputStream in, DataOutputStream out) throws IOException {
        write(out, SETTINGS, 0, 0, new byte[0]);
        in.skipNBytes(PREFACE.length);
        for (Frame frame = read(in); frame.type != GOAWAY; frame = read(in)) {
            if (frame.type == SETTINGS && !frame.has(ACK)) {
                write(out, SETTINGS, ACK, 0, new byte[0]);
            } else if (frame.type == PING && !frame.has(ACK)) {
                write(out, PING, ACK, 0, frame.payload);
            } else if ((frame.type == HEADERS || frame.type == CONTINUATION) && frame.has(END_HEADERS)) {
                write(out, HEADERS, END_STREAM | END_HEADERS, frame.stream, answer);
            }
        }
    }

    private static Frame read(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        if (length > LARGEST_FRAME) {
            throw new IOException("a frame of " + length + " bytes");
        }
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & Integer.MAX_VALUE;
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Frame(type, flags, stream, payload);
    }

    private static void write(DataOutputStream out, int type, int flags, int stream, byte[] payload)
            throws IOException {
        out.writeByte(payload.length >> 16);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
        out.flush();
    }

    private static byte[] block(Map<String, String> headers) {
        var block = new ByteArrayOutputStream();
        block.write(STATUS_200);
        headers.forEach((name, value) -> {
            block.write(LITERAL);
            writeText(block, name);
            writeText(block, value);
        });
        return block.toByteArray();
    }

    /// The length in seven bits of the first byte, and more bytes of seven bits each if it does not fit.
    private static void writeText(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length < LENGTH_PREFIX) {
            block.write(bytes.length);
        } else {
            block.write(LENGTH_PREFIX);
            int rest = bytes.length - LENGTH_PREFIX;
            for (; rest > LENGTH_PREFIX; rest >>= 7) {
                block.write(rest & LENGTH_PREFIX | LENGTH_PREFIX + 1);
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }
}
