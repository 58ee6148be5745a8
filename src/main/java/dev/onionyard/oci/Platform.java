package dev.onionyard.oci;

import org.jspecify.annotations.Nullable;

/// Operating system and processor that an image is for (image-spec image-index.md, platform), printed `linux/amd64` or
/// `linux/arm64/v8`.
public record Platform(
        String os, String architecture, @Nullable String variant) {

    public static Platform of(String os, String architecture) {
        return new Platform(os, architecture, null);
    }

    /// The platform this server runs on, in Go's names.
    public static Platform host() {
        String arch = System.getProperty("os.arch");
        return switch (arch) {
            case "aarch64" -> new Platform("linux", "arm64", "v8");
            case "x86_64", "amd64" -> of("linux", "amd64");
            default -> of("linux", arch);
        };
    }

    /// Whether an image for `other` runs where this platform is asked for. A missing variant matches any.
    public boolean accepts(Platform other) {
        return os.equals(other.os)
                && architecture.equals(other.architecture)
                && (variant == null || other.variant == null || variant.equals(other.variant));
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant == null ? "" : "/" + variant);
    }
}
