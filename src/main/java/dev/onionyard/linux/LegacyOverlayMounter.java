package dev.onionyard.linux;

import java.util.stream.Collectors;

/// Mounts overlays by `mount(2)`, whose options must fit one page: every path is given as a descriptor's short name,
/// which leaves room for 127 lower directories and also needs no escaping.
final class LegacyOverlayMounter {

    private static final int ALWAYS_SHORTEN = 0;

    private final Scratch scratch;

    LegacyOverlayMounter(Scratch scratch) {
        this.scratch = scratch;
    }

    void mount(OverlayMount mount) {
        try (var paths = new ShortPaths(scratch, ALWAYS_SHORTEN)) {
            String lowers = mount.lowers().stream().map(paths::of).collect(Collectors.joining(":"));
            String options = "lowerdir=" + lowers + ",upperdir=" + paths.of(mount.upper()) + ",workdir="
                    + paths.of(mount.work()) + "," + String.join(",", OverlayOptions.FOR_COMPLETE_UPPER);
            Mounts.mount("overlay", mount.target(), "overlay", 0, options);
        }
    }
}
