package dev.onionyard.web.containers;

import dev.onionyard.oci.HealthCheck;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/// The rarer fields of the run form, as text by name. A field of several lines has one thing a line, written as the
/// option of `docker run` takes it. [RunExtrasReader] makes parts of a request of it.
record RunExtras(Map<String, String> texts) {

    static final String FROM_IMAGE = "image";
    static final String OWN = "own";
    static final String NONE = "none";

    static final List<String> FIELDS = List.of(
            "healthMode",
            "healthCommand",
            "healthInterval",
            "healthTimeout",
            "healthStartPeriod",
            "healthRetries",
            "stopTimeout",
            "aliases",
            "dns",
            "extraHosts",
            "shmSize",
            "ulimits",
            "sysctls",
            "devices",
            "capAdd",
            "capDrop",
            "securityOptions",
            "logDriver",
            "logOptions");

    RunExtras {
        texts = Map.copyOf(texts);
    }

    /// What an image fills in: its health check, to look at and change.
    static RunExtras of(@Nullable HealthCheck check) {
        var texts = new HashMap<String, String>();
        texts.put("healthMode", FROM_IMAGE);
        texts.put("logDriver", "json-file");
        if (check != null && !check.disables()) {
            texts.put("healthCommand", command(check.test()));
            texts.put("healthInterval", text(check.interval()));
            texts.put("healthTimeout", text(check.timeout()));
            texts.put("healthStartPeriod", text(check.startPeriod()));
            texts.put("healthRetries", check.retries() == 0 ? "" : Integer.toString(check.retries()));
        }
        return new RunExtras(texts);
    }

    static RunExtras of(MultiValueMap<String, String> sent) {
        var texts = new HashMap<String, String>();
        FIELDS.forEach(field -> texts.put(
                field, Objects.requireNonNullElse(sent.getFirst(field), "").strip()));
        return new RunExtras(texts);
    }

    /// What stands in a field; empty if nothing.
    public String get(String field) {
        return texts.getOrDefault(field, "");
    }

    List<String> lines(String field) {
        return get(field)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /// Words between blanks, commas or line ends.
    List<String> words(String field) {
        return List.of(get(field).split("[\\s,]+")).stream()
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static String command(List<String> test) {
        if (test.size() == 2 && test.getFirst().equals("CMD-SHELL")) {
            return test.getLast();
        }
        return test.size() < 2 ? "" : ShellWords.join(test.subList(1, test.size()));
    }

    private static String text(Duration duration) {
        return duration.isZero() ? "" : DockerDuration.text(duration);
    }
}
