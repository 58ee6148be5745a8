package dev.onionyard.web.networks;

import dev.onionyard.container.Container;
import dev.onionyard.network.Network;
import java.util.List;
import java.util.Locale;

/// A line of the list of networks.
///
/// @param members containers that are in it, running or not
record NetworkRow(Network network, List<Container> members) {

    public String driver() {
        return network.driver().name().toLowerCase(Locale.ROOT);
    }

    public String subnet() {
        return network.subnet() == null ? "" : network.subnet().toString();
    }

    public String shortId() {
        return network.id().substring(0, 12);
    }

    public long running() {
        return members.stream()
                .filter(container -> container.status().state().alive())
                .count();
    }

    /// Whether somebody may remove it now.
    public boolean removable() {
        return !network.builtIn() && running() == 0;
    }

    boolean matches(String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        return network.name().toLowerCase(Locale.ROOT).contains(wanted)
                || network.id().startsWith(wanted)
                || subnet().startsWith(wanted)
                || network.labels().entrySet().stream()
                        .anyMatch(label -> (label.getKey() + "=" + label.getValue()).contains(wanted))
                || members.stream().anyMatch(member -> member.name().contains(wanted));
    }
}
