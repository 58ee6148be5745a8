package dev.onionyard.network;

/// Published ports as text in the database: `[address]:hostPort:containerPort/protocol`.
final class PortText {

    private PortText() {}

    static String write(PublishedPort port) {
        return port.hostAddress() + ":" + port.hostPort() + ":" + port.containerPort() + "/" + port.protocol();
    }

    static PublishedPort read(String text) {
        String[] parts = text.split("[:/]", -1);
        return new PublishedPort(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), parts[3]);
    }
}
