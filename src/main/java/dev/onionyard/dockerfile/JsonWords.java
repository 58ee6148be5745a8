package dev.onionyard.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JSON form of an instruction's arguments: `["sh", "-c", "true"]`.
final class JsonWords {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonWords() {}

    /// Empty if the text is not JSON, which makes it a line for the shell.
    ///
    /// @throws NotStrings if it is a JSON list of something else
    static Optional<List<String>> parse(String text) {
        if (!text.stripLeading().startsWith("[")) {
            return Optional.empty();
        }
        try {
            var words = new ArrayList<String>();
            for (JsonNode word : MAPPER.readTree(text)) {
                if (!word.isString()) {
                    throw new NotStrings();
                }
                words.add(word.stringValue());
            }
            return Optional.of(List.copyOf(words));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /// Whether the arguments after a keyword are in the JSON form, in which there are no here-documents.
    static boolean looksLikeJson(String line, String keyword) {
        try {
            return parse(line.substring(keyword.length())).isPresent();
        } catch (NotStrings e) {
            return true;
        }
    }

    /// A JSON list that holds other things than strings.
    static final class NotStrings extends RuntimeException {

        private static final long serialVersionUID = 1;

        NotStrings() {
            super("when using JSON array syntax, arrays must be comprised of strings only", null, false, false);
        }
    }
}
