package dev.onionyard.network;

import dev.onionyard.error.UnavailableException;
import java.util.Collection;
import java.util.List;

/// Finds free subnets for bridges: /20 pieces (4,093 containers) of the private ranges. Where it begins depends on the
/// server, so that two that start at once hardly ever choose the same.
final class SubnetPool {

    private static final int PIECE = 20;
    private static final List<Subnet> RANGES =
            List.of(Subnet.parse("10.128.0.0/9"), Subnet.parse("172.16.0.0/12"), Subnet.parse("192.168.0.0/16"));

    private final int seed;

    SubnetPool(int seed) {
        this.seed = seed;
    }

    /// @param taken subnets of our other networks
    Subnet free(HostRoutes host, Collection<Subnet> taken) {
        for (Subnet range : RANGES) {
            int pieces = 1 << PIECE - range.prefixLength();
            int first = Math.floorMod(seed, pieces);
            for (int i = 0; i < pieces; i++) {
                long offset = (long) ((first + i) % pieces) << 32 - PIECE;
                var candidate = new Subnet(range.base() + offset, PIECE);
                if (!host.overlaps(candidate, "") && taken.stream().noneMatch(candidate::overlaps)) {
                    return candidate;
                }
            }
        }
        throw new UnavailableException(
                "cannot find a free subnet: the host has routes to all private addresses; give the network a subnet");
    }
}
