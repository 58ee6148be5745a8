package dev.onionyard.network;

import java.util.List;

/// A container as networks know it.
///
/// @param id 64 hexadecimal digits
/// @param name how others find it
/// @param nameServers asked for names that no container has; empty for the host's
/// @param links names of its own for other containers, `container name:alias`
public record Member(String id, String name, String hostname, List<String> nameServers, List<String> links) {

    public Member {
        nameServers = List.copyOf(nameServers);
        links = List.copyOf(links);
    }

    Member withName(String newName) {
        return new Member(id, newName, hostname, nameServers, links);
    }

    String shortId() {
        return id.substring(0, Math.min(12, id.length()));
    }

    /// The container as people know it, for messages.
    String shown() {
        return "container \"" + name + "\" (" + shortId() + ")";
    }
}
