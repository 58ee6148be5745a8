package dev.onionyard.dockerapi;

import dev.onionyard.container.Container;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What `docker logs --details` puts before each line: the labels and variables that the log options `labels` and `env`
/// name.
final class LogDetails {

    private LogDetails() {}

    /// `name=value,name=value ` with its space, or a space alone, as dockerd prints it.
    static String of(Container container) {
        Map<String, String> options =
                container.request().host().settings().logging().options();
        var details = new TreeMap<String, String>();
        names(options, "labels").forEach(name -> {
            String value = container.request().labels().get(name);
            if (value != null) {
                details.put(name, value);
            }
        });
        names(options, "env")
                .forEach(name -> container.process().env().stream()
                        .filter(variable -> variable.startsWith(name + "="))
                        .forEach(variable -> details.put(name, variable.substring(name.length() + 1))));
        return details.entrySet().stream()
                        .map(entry -> escape(entry.getKey()) + "=" + escape(entry.getValue()))
                        .collect(Collectors.joining(","))
                + " ";
    }

    private static List<String> names(Map<String, String> options, String option) {
        return Arrays.stream(options.getOrDefault(option, "").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
