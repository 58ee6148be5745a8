package dev.onionyard.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JSON form of an instruction's arguments: `["sh", "-c", "true"]`.
final class JsonWords {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private JsonWords() {}

    /// Empty if the text is not a JSON list of strings, which makes it a shell command, as in Docker.
    static Optional<List<String>> parse(String text) {
        if (!text.startsWith("[")) {
            return Optional.empty();
        }
        try {
            var words = new ArrayList<String>();
            for (JsonNode word : MAPPER.readTree(text)) {
                if (!word.isString()) {
                    return Optional.empty();
                }
                words.add(word.stringValue());
            }
            return Optional.of(List.copyOf(words));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
