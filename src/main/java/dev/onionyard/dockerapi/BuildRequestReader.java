package dev.onionyard.dockerapi;

import dev.onionyard.build.BuildRequest;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.ImageReference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/// Reads the query of `POST /build`. What cannot be honoured is refused by name; what makes no difference here
/// (`rm`, `forcerm`, limits of processors) is accepted.
final class BuildRequestReader {

    private static final Set<String> DEFAULT_NETWORKS = Set.of("default", "bridge", "");

    private final Exchange exchange;

    BuildRequestReader(Exchange exchange) {
        this.exchange = exchange;
    }

    BuildRequest read() {
        if (exchange.flag("squash")) {
            throw new InvalidInputException("squash is only supported with experimental mode: this server does not"
                    + " squash images; every layer stays what its step made");
        }
        if (!exchange.query("isolation", "").isEmpty()
                && !exchange.query("isolation", "").equals("default")) {
            throw new InvalidInputException("Unsupported isolation: \"" + exchange.query("isolation", "") + "\"");
        }
        String network = exchange.query("networkmode", "");
        return new BuildRequest(
                exchange.queries("t").stream()
                        .filter(tag -> !tag.isEmpty())
                        .map(ImageReference::parse)
                        .map(ImageReference::withDefaultTag)
                        .distinct()
                        .toList(),
                exchange.query("dockerfile", ""),
                buildArgs(),
                exchange.query("target", ""),
                labels(),
                DEFAULT_NETWORKS.contains(network) ? "" : network,
                extraHosts(),
                bytes("shmsize"),
                bytes("memory"),
                !exchange.flag("nocache"),
                exchange.flag("pull"),
                json("cachefrom", new TypeReference<List<String>>() {}, List.of()),
                exchange.query("platform", ""),
                Map.of(),
                RegistryAuth.ofAll(exchange),
                exchange.query("buildid", ""));
    }

    @SuppressWarnings("NullAway") // It loses the annotation inside the type that is read.
    private Map<String, @Nullable String> buildArgs() {
        return json(
                "buildargs",
                new TypeReference<Map<String, @Nullable String>>() {},
                new HashMap<String, @Nullable String>());
    }

    private Map<String, String> labels() {
        return json("labels", new TypeReference<Map<String, String>>() {}, Map.of());
    }

    /// One parameter with commas, or several.
    private List<String> extraHosts() {
        return exchange.queries("extrahosts").stream()
                .flatMap(hosts -> Arrays.stream(hosts.split(",")))
                .map(String::strip)
                .filter(host -> !host.isEmpty())
                .toList();
    }

    private long bytes(String name) {
        String text = exchange.query(name, "0");
        if (!text.matches("-?\\d{1,18}")) {
            throw new InvalidInputException("cannot read parameter \"" + name + "\": \"" + text + "\" is not a number");
        }
        return Math.max(0, Long.parseLong(text));
    }

    private <T> T json(String name, TypeReference<T> type, T otherwise) {
        String text = exchange.query(name, "");
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            T value = DockerJson.MAPPER.readValue(text, type);
            return value == null ? otherwise : value;
        } catch (JacksonException e) {
            throw new InvalidInputException("error reading " + name + ": " + e.getOriginalMessage(), e);
        }
    }
}
