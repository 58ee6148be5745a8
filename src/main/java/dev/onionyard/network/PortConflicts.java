package dev.onionyard.network;

import dev.onionyard.error.ConflictException;
import java.util.Collection;
import java.util.List;

/// Tells which container has a port.
final class PortConflicts {

    private PortConflicts() {}

    /// @throws ConflictException if one of `wanted` is published by one of `leases`, or wanted twice
    static void check(List<PublishedPort> wanted, Collection<Lease> leases) {
        for (int i = 0; i < wanted.size(); i++) {
            PublishedPort port = wanted.get(i);
            for (Lease lease : leases) {
                if (lease.ports().stream().anyMatch(taken -> collide(port, taken))) {
                    throw refused(port, lease.member().shown() + " has it");
                }
            }
            if (wanted.subList(0, i).stream().anyMatch(other -> collide(port, other))) {
                throw refused(port, "it is asked for twice");
            }
        }
    }

    private static boolean collide(PublishedPort a, PublishedPort b) {
        boolean sameAddress = a.hostAddress().isEmpty()
                || b.hostAddress().isEmpty()
                || a.hostAddress().equals(b.hostAddress());
        return a.hostPort() != 0 && a.hostPort() == b.hostPort() && a.protocol().equals(b.protocol()) && sameAddress;
    }

    private static ConflictException refused(PublishedPort port, String who) {
        return new ConflictException("cannot publish " + port.shownAddress() + ":" + port.hostPort() + "/"
                + port.protocol() + ": port is already allocated, " + who);
    }
}
