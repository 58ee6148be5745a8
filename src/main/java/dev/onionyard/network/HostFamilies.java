package dev.onionyard.network;

import java.nio.file.Files;
import java.nio.file.Path;

/// Which kinds of addresses the host knows.
public final class HostFamilies {

    /// Whether it knows IPv6, so that ports published on all addresses answer on `::` too.
    public static final boolean IPV6 = Files.exists(Path.of("/proc/net/if_inet6"));

    private HostFamilies() {}
}
