package dev.onionyard.dockerfile;

import java.util.List;
import java.util.Set;

/// Arguments that need no `ARG` (Dockerfile reference, Predefined ARGs).
public final class Predefined {

    /// May be given to any build, and are left out of the history.
    public static final List<String> PROXIES = List.of(
            "HTTP_PROXY",
            "http_proxy",
            "HTTPS_PROXY",
            "https_proxy",
            "FTP_PROXY",
            "ftp_proxy",
            "NO_PROXY",
            "no_proxy",
            "ALL_PROXY",
            "all_proxy");

    private static final Set<String> PLATFORMS = Set.of(
            "BUILDPLATFORM",
            "BUILDOS",
            "BUILDARCH",
            "BUILDVARIANT",
            "TARGETPLATFORM",
            "TARGETOS",
            "TARGETARCH",
            "TARGETVARIANT",
            "TARGETSTAGE");

    private Predefined() {}

    /// Whether the builder gives it a value by itself: in `FROM` always, in a stage after `ARG`.
    public static boolean isPlatform(String name) {
        return PLATFORMS.contains(name);
    }
}
