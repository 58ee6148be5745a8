package dev.onionyard.oci;

import dev.onionyard.error.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/// JSON text as the Go programs of this field read and write it: compact, and with `<`, `>`, `&` and the two
/// Unicode line separators escaped, so that what Docker wrote and what is written here compare byte for byte.
final class JsonText {

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .characterEscapes(new GoEscapes())
                    .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
                    .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
                    .build())
            .build();

    private JsonText() {}

    /// @param what for messages: `image configuration`
    /// @param limit in bytes
    static JsonFields read(byte[] json, String what, int limit) {
        if (json.length > limit) {
            throw new InvalidInputException(
                    "cannot read " + what + ": it has " + json.length + " bytes, and the limit is " + limit);
        }
        try {
            return JsonFields.ofRoot(MAPPER.readTree(json), what);
        } catch (JacksonException e) {
            throw new InvalidInputException("cannot read " + what + ": not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /// Writes one object.
    static byte[] write(Consumer<JsonGenerator> fields) {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
            json.writeStartObject();
            fields.accept(json);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static final class GoEscapes extends CharacterEscapes {

        private static final long serialVersionUID = 1;

        private final int[] ascii = standardAsciiEscapesForJSON();

        GoEscapes() {
            for (char special : new char[] {'<', '>', '&'}) {
                ascii[special] = ESCAPE_STANDARD;
            }
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ascii;
        }

        @Override
        @SuppressWarnings("NullAway") // Jackson's contract: null means that the character is written as it is
        public SerializableString getEscapeSequence(int character) {
            return character == 0x2028 || character == 0x2029
                    ? new SerializedString("\\u" + Integer.toHexString(character))
                    : null;
        }
    }
}
