package dev.onionyard.dns;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A question of one client, and the answers that can be made of it (RFC 1035, section 4).
///
/// @param bytes the whole message
/// @param name in lower case, labels joined by dots
/// @param end where the question section ends in `bytes`
record DnsQuery(byte[] bytes, String name, int type, int end) {

    static final int A = 1;
    static final int PTR = 12;
    static final int NO_ERROR = 0;
    static final int FORMAT_ERROR = 1;
    static final int SERVER_FAILURE = 2;
    static final int NO_SUCH_NAME = 3;
    static final int NOT_IMPLEMENTED = 4;
    static final int REFUSED = 5;

    static final int HEADER_BYTES = 12;

    /// What a client without extensions takes by UDP.
    private static final int UDP_BYTES = 512;

    /// In a message, with the length of each label and the end (RFC 1035, section 2.3.4).
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_LABEL = 63;
    private static final int TIME_TO_LIVE_SECONDS = 60;
    private static final String REVERSE = ".in-addr.arpa";

    /// The query in a message.
    ///
    /// @return empty if it is none that can be understood
    static Optional<DnsQuery> parse(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || isResponse(bytes) || opcode(bytes) != 0 || number(bytes, 4) != 1) {
            return Optional.empty();
        }
        var name = new StringBuilder();
        int at = HEADER_BYTES;
        while (at < bytes.length && bytes[at] != 0) {
            int length = bytes[at] & 0xFF;
            if (length > LONGEST_LABEL
                    || at + 1 + length >= bytes.length
                    || at + 1 + length - HEADER_BYTES >= LONGEST_NAME) {
                return Optional.empty();
            }
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(bytes, at + 1, length, StandardCharsets.ISO_8859_1));
            at += 1 + length;
        }
        int end = at + 1 + 4;
        return end > bytes.length
                ? Optional.empty()
                : Optional.of(
                        new DnsQuery(bytes, name.toString().toLowerCase(Locale.ROOT), number(bytes, at + 1), end));
    }

    /// The refusal of a message that is no query; empty if it had better be dropped.
    static Optional<byte[]> refusal(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || isResponse(bytes)) {
            return Optional.empty();
        }
        byte[] answer = Arrays.copyOf(bytes, HEADER_BYTES);
        mark(answer, opcode(bytes) == 0 ? FORMAT_ERROR : NOT_IMPLEMENTED);
        Arrays.fill(answer, 4, HEADER_BYTES, (byte) 0);
        return Optional.of(answer);
    }

    int id() {
        return number(bytes, 0);
    }

    /// An answer without records.
    byte[] answer(int code) {
        byte[] answer = Arrays.copyOf(bytes, end);
        mark(answer, code);
        Arrays.fill(answer, 6, HEADER_BYTES, (byte) 0);
        return answer;
    }

    /// An answer with one A record an address; those that do not fit are left out.
    byte[] answerAddresses(List<String> addresses) {
        int fitting = Math.min(addresses.size(), (UDP_BYTES - end) / 16);
        ByteBuffer answer = ByteBuffer.allocate(end + 16 * fitting).put(answer(NO_ERROR));
        answer.putShort(6, (short) fitting);
        for (String address : addresses.subList(0, fitting)) {
            recordHead(answer, A, 4);
            for (String octet : address.split("\\.", -1)) {
                answer.put((byte) Integer.parseInt(octet));
            }
        }
        return answer.array();
    }

    /// An answer with one PTR record.
    byte[] answerName(String target) {
        byte[] encoded = encode(target);
        ByteBuffer answer = ByteBuffer.allocate(end + 12 + encoded.length).put(answer(NO_ERROR));
        answer.putShort(6, (short) 1);
        recordHead(answer, PTR, encoded.length);
        return answer.put(encoded).array();
    }

    /// The IPv4 address that a reverse lookup asks for.
    Optional<String> reversedAddress() {
        if (type != PTR || !name.endsWith(REVERSE)) {
            return Optional.empty();
        }
        List<String> octets = Arrays.asList(
                name.substring(0, name.length() - REVERSE.length()).split("\\.", -1));
        return octets.size() == 4 ? Optional.of(String.join(".", octets.reversed())) : Optional.empty();
    }

    /// Whether a message of another server answers this question, sent under another id.
    boolean isAnsweredBy(byte[] message, int sentId) {
        return message.length >= end
                && isResponse(message)
                && number(message, 0) == sentId
                && Arrays.equals(message, HEADER_BYTES, end, bytes, HEADER_BYTES, end);
    }

    /// The query under another id.
    byte[] withId(int id) {
        return withId(bytes, id);
    }

    static byte[] withId(byte[] message, int id) {
        byte[] copy = message.clone();
        copy[0] = (byte) (id >> 8);
        copy[1] = (byte) id;
        return copy;
    }

    static int code(byte[] message) {
        return message[3] & 0x0F;
    }

    private static void recordHead(ByteBuffer answer, int type, int length) {
        // The name is a pointer to the question's; class 1 is the Internet.
        answer.putShort((short) 0xC00C)
                .putShort((short) type)
                .putShort((short) 1)
                .putInt(TIME_TO_LIVE_SECONDS)
                .putShort((short) length);
    }

    private static byte[] encode(String name) {
        ByteBuffer encoded = ByteBuffer.allocate(LONGEST_NAME + 1);
        for (String label : name.split("\\.")) {
            byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
            int length = Math.min(LONGEST_LABEL, bytes.length);
            if (length > 0 && encoded.remaining() > length + 1) {
                encoded.put((byte) length).put(bytes, 0, length);
            }
        }
        return Arrays.copyOf(encoded.array(), encoded.position() + 1);
    }

    /// Makes a header that of a response: recursion is available here.
    private static void mark(byte[] message, int code) {
        message[2] = (byte) (message[2] & 0x79 | 0x80);
        message[3] = (byte) (0x80 | code);
    }

    private static boolean isResponse(byte[] bytes) {
        return (bytes[2] & 0x80) != 0;
    }

    private static int opcode(byte[] bytes) {
        return bytes[2] >> 3 & 0x0F;
    }

    private static int number(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }
}
