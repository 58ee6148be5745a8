package dev.onionyard.dockerapi;

import dev.onionyard.error.InvalidInputException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The `filters` parameter: `{"label":["a=b"],"dangling":["true"]}`, or the older `{"label":{"a=b":true}}`.
record Filters(Map<String, List<String>> values) {

    static Filters parse(String json) {
        if (json.isEmpty()) {
            return new Filters(Map.of());
        }
        try {
            JsonNode root = DockerJson.MAPPER.readTree(json);
            if (!root.isObject()) {
                throw invalid();
            }
            var values = new HashMap<String, List<String>>();
            root.properties().forEach(entry -> values.put(entry.getKey(), valuesOf(entry.getValue())));
            return new Filters(values);
        } catch (JacksonException e) {
            throw invalid();
        }
    }

    private static List<String> valuesOf(JsonNode node) {
        var found = new ArrayList<String>();
        if (node.isObject()) {
            node.properties().forEach(entry -> found.add(entry.getKey()));
        } else if (node.isArray()) {
            node.forEach(value -> found.add(value.asString()));
        } else {
            throw invalid();
        }
        return found;
    }

    private static InvalidInputException invalid() {
        return new InvalidInputException("invalid filter: expected a JSON object of lists");
    }

    /// Refuses, in Docker's words, a filter that the list does not know.
    Filters allow(Set<String> names) {
        for (String name : values.keySet()) {
            if (!names.contains(name)) {
                throw new InvalidInputException("invalid filter '" + name + "'");
            }
        }
        return this;
    }

    List<String> get(String name) {
        return values.getOrDefault(name, List.of());
    }

    boolean has(String name) {
        return !get(name).isEmpty();
    }

    /// Whether any of the filter's values passes `test`; true if the filter is not given.
    boolean any(String name, Predicate<String> test) {
        return !has(name) || get(name).stream().anyMatch(test);
    }

    /// Whether `labels` fulfil every `label` filter, each `name` or `name=value`, and none of `label!`.
    boolean labels(Map<String, String> labels) {
        return get("label").stream().allMatch(wanted -> hasLabel(labels, wanted))
                && get("label!").stream().noneMatch(unwanted -> hasLabel(labels, unwanted));
    }

    private static boolean hasLabel(Map<String, String> labels, String wanted) {
        int equals = wanted.indexOf('=');
        return equals < 0
                ? labels.containsKey(wanted)
                : wanted.substring(equals + 1).equals(labels.get(wanted.substring(0, equals)));
    }

    /// A boolean filter such as `dangling`.
    ///
    /// @throws InvalidInputException in Docker's words if it says neither yes nor no, or both
    boolean isTrue(String name) {
        List<String> given = get(name);
        boolean yes = given.stream().anyMatch(Set.of("1", "true", "True", "TRUE", "t", "T")::contains);
        boolean no = given.stream().anyMatch(Set.of("0", "false", "False", "FALSE", "f", "F")::contains);
        if (!given.isEmpty() && yes == no) {
            throw new InvalidInputException("invalid filter '" + name + "=" + given + "'");
        }
        return yes;
    }

    /// The `until` filter, or `otherwise`.
    Instant until(Instant now, Instant otherwise) {
        return has("until") ? TimeLimit.parse(get("until").getFirst(), now) : otherwise;
    }
}
