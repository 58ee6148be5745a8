package dev.onionyard.build;

import dev.onionyard.dockerfile.Instruction;
import dev.onionyard.dockerfile.Source;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The labels of a request as the `LABEL` instruction that they become.
final class RequestLabels {

    private RequestLabels() {}

    static Instruction.Label instruction(Map<String, String> labels) {
        String text = "LABEL "
                + labels.entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(" "));
        List<Instruction.Pair> pairs = labels.entrySet().stream()
                .map(label -> new Instruction.Pair(quoted(label.getKey()), quoted(label.getValue())))
                .toList();
        return new Instruction.Label(new Source(0, 0, text), pairs);
    }

    /// So that nothing in it is replaced.
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\"'\"'") + "'";
    }
}
