package dev.onionyard.network;

import java.util.List;

/// Published ports and the container's address that they lead to.
record Publication(String address, List<PublishedPort> ports) {}
