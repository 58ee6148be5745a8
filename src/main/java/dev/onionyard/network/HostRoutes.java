package dev.onionyard.network;

import dev.onionyard.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The host's IPv4 routes, from `/proc/net/route` (numbers in hexadecimal, as they lie in memory).
///
/// @param routes one a line
record HostRoutes(List<Route> routes) {

    private static final Path FILE = Path.of("/proc/net/route");
    private static final int MASK = 7;

    /// @param prefixLength 0 for the default route
    record Route(String device, long base, int prefixLength) {}

    static HostRoutes read() {
        try {
            return parse(Files.readAllLines(FILE));
        } catch (IOException e) {
            throw new UnavailableException("cannot read the host's routes: " + e.getMessage(), e);
        }
    }

    static HostRoutes parse(List<String> lines) {
        return new HostRoutes(lines.stream().skip(1).map(HostRoutes::parseRoute).toList());
    }

    /// Whether the host reaches some of these addresses already, by another way than `ownDevice`.
    boolean overlaps(Subnet subnet, String ownDevice) {
        return routes.stream()
                .filter(route -> route.prefixLength() > 0 && !route.device().equals(ownDevice))
                .anyMatch(route -> overlaps(route, subnet));
    }

    /// The interface of the default route.
    Optional<String> defaultDevice() {
        return routes.stream()
                .filter(route -> route.prefixLength() == 0)
                .map(Route::device)
                .findFirst();
    }

    private static boolean overlaps(Route route, Subnet subnet) {
        int shorter = Math.min(route.prefixLength(), subnet.prefixLength());
        long mask = 0xFFFFFFFFL << 32 - shorter & 0xFFFFFFFFL;
        return (route.base() & mask) == (subnet.base() & mask);
    }

    private static Route parseRoute(String line) {
        String[] fields = line.strip().split("\\s+");
        int mask = Integer.reverseBytes(Integer.parseUnsignedInt(fields[MASK], 16));
        int base = Integer.reverseBytes(Integer.parseUnsignedInt(fields[1], 16));
        return new Route(fields[0], Integer.toUnsignedLong(base), Integer.bitCount(mask));
    }
}
