package dev.onionyard.build;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.Platform;

/// Platforms as people write them.
final class Platforms {

    private Platforms() {}

    /// `linux/arm64/v8`, `linux/amd64`, `arm64`.
    static Platform parse(String text) {
        String[] parts = text.split("/", -1);
        for (String part : parts) {
            if (!part.matches("[A-Za-z0-9_.-]+")) {
                throw refused(text);
            }
        }
        return switch (parts.length) {
            case 1 -> Platform.of("linux", architecture(parts[0]));
            case 2 -> Platform.of(parts[0], architecture(parts[1]));
            case 3 -> new Platform(parts[0], architecture(parts[1]), parts[2]);
            default -> throw refused(text);
        };
    }

    private static String architecture(String name) {
        return switch (name) {
            case "x86_64", "x86-64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> name;
        };
    }

    private static InvalidInputException refused(String text) {
        return new InvalidInputException(
                "cannot use platform \"" + text + "\": expected one such as linux/amd64 or linux/arm64/v8");
    }
}
