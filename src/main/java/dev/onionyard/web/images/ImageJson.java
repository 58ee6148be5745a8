package dev.onionyard.web.images;

import dev.onionyard.oci.ImageConfig;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The image JSON for people to read.
@Component
class ImageJson {

    private final JsonMapper mapper;

    ImageJson(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /// The configuration with line breaks and indentation, its members in the order that they came in.
    String pretty(ImageConfig config) {
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(mapper.readTree(config.json()));
        } catch (JacksonException e) {
            // It was read when it came in, so only a parser stricter than ours gets here.
            return new String(config.json(), StandardCharsets.UTF_8);
        }
    }
}
