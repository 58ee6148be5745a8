package dev.onionyard.dockerapi;

import dev.onionyard.error.InvalidInputException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where the Docker API listens for TCP: `127.0.0.1:2375`, `0.0.0.0:2376`, `[::]:2376`.
record TcpAddress(String host, int port) {

    private static final Pattern FORM = Pattern.compile("(?:tcp://)?(\\[[0-9a-fA-F:.]+]|[^:\\[\\]/]+):(\\d{1,5})");
    private static final int LAST_PORT = 65_535;

    static TcpAddress parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > LAST_PORT) {
            throw new InvalidInputException(
                    "cannot read onionyard.tcp.address \"" + text + "\": expected host:port, such as 0.0.0.0:2376");
        }
        return new TcpAddress(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    /// Whether only this machine reaches it.
    boolean loopback() {
        return Arrays.stream(addresses()).allMatch(InetAddress::isLoopbackAddress);
    }

    InetAddress first() {
        return addresses()[0];
    }

    private InetAddress[] addresses() {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw new InvalidInputException(
                    "cannot listen on onionyard.tcp.address \"" + this + "\": host \"" + host + "\" is not known", e);
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
