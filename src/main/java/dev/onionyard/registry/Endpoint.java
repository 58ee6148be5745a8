package dev.onionyard.registry;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.ImageReference;
import java.net.URI;
import java.util.regex.Pattern;

/// A server that answers for a registry.
///
/// @param authority host or host:port
/// @param scheme `http` or `https`, or empty where that is to be found out
/// @param ownsNames whether `library/busybox` is its own name for busybox; others than Docker Hub and its
///     mirrors have it as `busybox`
record Endpoint(String authority, String scheme, boolean ownsNames) {

    private static final Pattern AUTHORITY =
            Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9a-fA-F:]+])(?::[0-9]{1,5})?");
    private static final String LIBRARY = "library/";

    Endpoint {
        if (!AUTHORITY.matcher(authority).matches()) {
            throw new InvalidInputException(
                    "cannot use registry \"" + authority + "\": expected host or host:port without path");
        }
    }

    /// @param address host:port, or with `http://` or `https://` before it, with or without slash at the end
    static Endpoint parse(String address, boolean ownsNames) {
        String text = address.strip();
        int colon = text.indexOf("://");
        String scheme = colon < 0 ? "" : text.substring(0, colon);
        String authority = colon < 0 ? text : text.substring(colon + 3);
        if (!scheme.isEmpty() && !scheme.equals("http") && !scheme.equals("https")) {
            throw new InvalidInputException("cannot use registry \"" + address + "\": expected http:// or https://");
        }
        return new Endpoint(
                authority.endsWith("/") ? authority.substring(0, authority.length() - 1) : authority,
                scheme,
                ownsNames);
    }

    /// The host without port.
    String host() {
        return hostOf(authority);
    }

    static String hostOf(String authority) {
        int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
        return end <= 0 ? authority : authority.substring(0, end);
    }

    static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]") || host.equals("::1");
    }

    Endpoint over(String foundScheme) {
        return new Endpoint(authority, foundScheme, ownsNames);
    }

    /// @param path below `/v2/`, without slash at its start
    URI address(String path) {
        return URI.create(scheme + "://" + authority + "/v2/" + path);
    }

    /// The name that this server has for a repository.
    String pathOf(ImageReference repository) {
        String path = repository.path();
        boolean official = repository.domain().equals(ImageReference.DEFAULT_DOMAIN) && path.startsWith(LIBRARY);
        return official && !ownsNames ? path.substring(LIBRARY.length()) : path;
    }
}
