package dev.onionyard.web.containers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is wrong with a form, field by field. A field of a row is named `row.index`, for example `port.2`.
final class FieldErrors {

    /// A sentence of the message bundle, or, where the engine said it, the text itself.
    ///
    /// @param key of the message bundle; empty if `text` is to be shown as it is
    record Problem(String key, Object[] arguments, String text) {}

    private final Map<String, List<Problem>> byField = new LinkedHashMap<>();

    void add(String field, String key, Object... arguments) {
        put(field, new Problem(key, arguments, ""));
    }

    /// Adds what the engine itself said.
    void addText(String field, String text) {
        put(field, new Problem("", new Object[0], text));
    }

    private void put(String field, Problem problem) {
        byField.computeIfAbsent(field, any -> new ArrayList<>()).add(problem);
    }

    public boolean isEmpty() {
        return byField.isEmpty();
    }

    public int getCount() {
        return byField.size();
    }

    public boolean has(String field) {
        return byField.containsKey(field);
    }

    /// Whether any of the fields, or of the rows named so, is wrong: a folded part with an error must stand open.
    public boolean any(String... fields) {
        for (String field : fields) {
            if (byField.keySet().stream().anyMatch(name -> name.equals(field) || name.startsWith(field + "."))) {
                return true;
            }
        }
        return false;
    }

    public List<Problem> of(String field) {
        return byField.getOrDefault(field, List.of());
    }
}
