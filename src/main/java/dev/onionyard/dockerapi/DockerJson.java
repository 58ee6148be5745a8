package dev.onionyard.dockerapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.onionyard.error.InvalidInputException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// JSON as Docker writes it: `UpperCamelCase` names, read without regard to case, unknown fields tolerated.
final class DockerJson {

    /// Go's zero time, which clients expect for "never".
    static final String NEVER = "0001-01-01T00:00:00Z";

    static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .changeDefaultPropertyInclusion(i -> i.withValueInclusion(JsonInclude.Include.ALWAYS))
            .build();

    private static final DateTimeFormatter RFC3339_NANO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'").withZone(ZoneOffset.UTC);

    private DockerJson() {}

    /// @throws InvalidInputException if a field has a value of another kind
    static <T> T treeTo(Class<T> type, JsonNode json) {
        try {
            return MAPPER.treeToValue(json, type);
        } catch (JacksonException e) {
            throw new InvalidInputException("invalid JSON: " + e.getOriginalMessage(), e);
        }
    }

    static String time(@Nullable Instant time) {
        return time == null ? NEVER : RFC3339_NANO.format(time);
    }
}
