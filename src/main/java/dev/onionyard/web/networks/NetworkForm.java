package dev.onionyard.web.networks;

import dev.onionyard.error.EngineException;
import dev.onionyard.network.NetworkRequest;
import dev.onionyard.network.Subnet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What stands in the form for a new network, as text, so that it can be shown again beside its errors.
///
/// @param reserved `name=address`, a line each
/// @param labels `name=value`, a line each
record NetworkForm(
        String name,
        String subnet,
        String gateway,
        String range,
        String reserved,
        boolean internal,
        boolean apart,
        String mtu,
        String labels) {

    static final NetworkForm EMPTY = new NetworkForm("", "", "", "", "", false, false, "", "");

    /// The form as it was sent.
    static NetworkForm of(Map<String, String> sent) {
        return new NetworkForm(
                sent.getOrDefault("name", ""),
                sent.getOrDefault("subnet", ""),
                sent.getOrDefault("gateway", ""),
                sent.getOrDefault("range", ""),
                sent.getOrDefault("reserved", ""),
                sent.containsKey("internal"),
                sent.containsKey("apart"),
                sent.getOrDefault("mtu", ""),
                sent.getOrDefault("labels", ""));
    }

    /// Reads the form.
    ///
    /// @param errors gets a sentence for each field that cannot be read
    NetworkRequest request(Map<String, String> errors) {
        var options = new TreeMap<String, String>();
        if (apart) {
            options.put("com.docker.network.bridge.enable_icc", "false");
        }
        if (!mtu.isBlank()) {
            options.put("com.docker.network.driver.mtu", mtu.strip());
        }
        return new NetworkRequest(
                name.strip(),
                subnet("subnet", subnet, errors),
                gateway.isBlank() ? null : gateway.strip(),
                subnet("range", range, errors),
                pairs(reserved),
                internal,
                false,
                options,
                pairs(labels));
    }

    /// The field that a refusal of the engine is about.
    static String fieldOf(EngineException refusal) {
        String message = String.valueOf(refusal.getMessage());
        if (message.contains("network with name") || message.contains("network name")) {
            return "name";
        } else if (message.contains("gateway")) {
            return "gateway";
        } else if (message.contains("ip-range")) {
            return "range";
        } else if (message.contains("auxiliary")) {
            return "reserved";
        } else if (message.contains("network.driver.mtu")) {
            return "mtu";
        }
        return message.contains("subnet") ? "subnet" : "";
    }

    private static @Nullable Subnet subnet(String field, String text, Map<String, String> errors) {
        try {
            return text.isBlank() ? null : Subnet.parse(text.strip());
        } catch (EngineException e) {
            errors.put(field, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static Map<String, String> pairs(String text) {
        var pairs = new LinkedHashMap<String, String>();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            int equals = line.indexOf('=');
            pairs.put(
                    equals < 0 ? line : line.substring(0, equals).strip(),
                    equals < 0 ? "" : line.substring(equals + 1).strip());
        });
        return pairs;
    }
}
