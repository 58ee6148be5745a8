package dev.onionyard.network;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What somebody asks of a new bridge network.
///
/// @param subnet null for a free one that overlaps no route of the host
/// @param gateway the bridge's address, or null for the subnet's first
/// @param range part of the subnet that containers' addresses are taken from, or null for all of it
/// @param reserved addresses that no container shall get, by a name of any kind
/// @param options driver options, see [NetworkOptions]
public record NetworkRequest(
        String name,
        @Nullable Subnet subnet,
        @Nullable String gateway,
        @Nullable Subnet range,
        Map<String, String> reserved,
        boolean internal,
        boolean attachable,
        Map<String, String> options,
        Map<String, String> labels) {

    public NetworkRequest {
        reserved = Map.copyOf(reserved);
        options = Map.copyOf(options);
        labels = Map.copyOf(labels);
    }

    /// A plain network.
    public static NetworkRequest of(String name, @Nullable Subnet subnet, Map<String, String> labels) {
        return new NetworkRequest(name, subnet, null, null, Map.of(), false, false, Map.of(), labels);
    }
}
