package dev.onionyard.oci;

import dev.onionyard.error.InvalidInputException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The fields of one JSON object, read as Go reads them: `null` and a missing field are the same, unknown
/// fields do not matter, and a field of the wrong type is an error that names it.
///
/// @param path of this object within the document, for messages; empty for the root
record JsonFields(JsonNode node, String what, String path) {

    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:[Zz]|[+-]\\d\\d:\\d\\d)");

    static JsonFields ofRoot(JsonNode node, String what) {
        if (!node.isObject()) {
            throw new InvalidInputException("cannot read " + what + ": expected a JSON object");
        }
        return new JsonFields(node, what, "");
    }

    boolean has(String name) {
        return find(name) != null;
    }

    String text(String name) {
        JsonNode value = find(name);
        return value == null ? "" : textOf(value, name);
    }

    /// An integral number; 0 if missing.
    long number(String name) {
        JsonNode value = find(name);
        if (value == null) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(name, "a whole number");
        }
        return value.longValue();
    }

    boolean flag(String name) {
        JsonNode value = find(name);
        if (value != null && !value.isBoolean()) {
            throw wrong(name, "true or false");
        }
        return value != null && value.booleanValue();
    }

    /// A time; null if missing or Go's zero time, which means the same.
    @Nullable
    Instant time(String name) {
        String text = text(name);
        if (text.isEmpty()) {
            return null;
        }
        if (!RFC_3339.matcher(text).matches()) {
            throw wrong(name, "a time such as \"2026-01-31T12:00:00Z\", not \"" + text + "\"");
        }
        return GoTime.parse(text, () -> wrong(name, "a time that exists, not \"" + text + "\""));
    }

    /// A list of strings; a single string stands for a list of one, as in very old images.
    List<String> texts(String name) {
        JsonNode value = find(name);
        if (value != null && value.isString()) {
            return List.of(value.stringValue());
        }
        return list(name, value, item -> textOf(item, name));
    }

    /// The names of an object's fields, sorted: Go's `map[string]struct{}`.
    Set<String> keys(String name) {
        JsonNode value = find(name);
        return value == null
                ? Set.of()
                : Collections.unmodifiableSet(
                        new TreeSet<>(asObject(name, value).propertyNames()));
    }

    /// An object of strings, sorted by name.
    Map<String, String> textMap(String name) {
        var map = new TreeMap<String, String>();
        JsonNode value = find(name);
        if (value != null) {
            asObject(name, value)
                    .properties()
                    .forEach(entry ->
                            map.put(entry.getKey(), entry.getValue().isNull() ? "" : textOf(entry.getValue(), name)));
        }
        return Collections.unmodifiableMap(map);
    }

    @Nullable
    JsonFields object(String name) {
        JsonNode value = find(name);
        return value == null ? null : new JsonFields(asObject(name, value), what, pathOf(name));
    }

    JsonFields requiredObject(String name) {
        JsonFields object = object(name);
        if (object == null) {
            throw wrong(name, "an object");
        }
        return object;
    }

    List<JsonFields> objects(String name) {
        return list(name, find(name), item -> new JsonFields(asObject(name, item), what, pathOf(name)));
    }

    /// An error about a field of this object.
    InvalidInputException wrong(String name, String expected) {
        return new InvalidInputException(
                "cannot read " + what + ": field \"" + pathOf(name) + "\": expected " + expected);
    }

    private <T> List<T> list(String name, @Nullable JsonNode value, Function<JsonNode, T> convert) {
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrong(name, "a list");
        }
        var items = new ArrayList<T>(value.size());
        value.forEach(item -> items.add(convert.apply(item)));
        return List.copyOf(items);
    }

    private String textOf(JsonNode value, String name) {
        if (!value.isString()) {
            throw wrong(name, "text");
        }
        return value.stringValue();
    }

    private JsonNode asObject(String name, JsonNode value) {
        if (!value.isObject()) {
            throw wrong(name, "an object");
        }
        return value;
    }

    private @Nullable JsonNode find(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
