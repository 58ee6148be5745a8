package dev.onionyard.container;

import dev.onionyard.container.ContainerRequest.MountForm;
import dev.onionyard.container.ContainerRequest.MountOptions;
import dev.onionyard.container.ContainerRequest.MountRequest;
import dev.onionyard.error.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Refuses mounts that cannot be, in Docker's words.
final class MountCheck {

    private static final Set<String> PROPAGATIONS =
            Set.of("", "private", "rprivate", "shared", "rshared", "slave", "rslave");

    private MountCheck() {}

    static void check(List<MountRequest> mounts) {
        var targets = new HashSet<String>();
        mounts.forEach(mount -> {
            check(mount);
            if (!targets.add(clean(mount.target()))) {
                throw new InvalidInputException("Duplicate mount point: " + clean(mount.target()));
            }
        });
    }

    private static void check(MountRequest mount) {
        String prefix = prefix(mount);
        if (!mount.target().startsWith("/")) {
            throw new InvalidInputException(
                    prefix + "invalid mount path: '" + mount.target() + "' mount path must be absolute");
        }
        if (clean(mount.target()).equals("/")) {
            throw new InvalidInputException(prefix + "invalid specification: destination can't be '/'");
        }
        switch (mount.kind()) {
            case BIND -> checkBind(mount, prefix);
            case TMPFS -> checkTmpfs(mount, prefix);
            case VOLUME -> {}
        }
    }

    private static String prefix(MountRequest mount) {
        String kind = mount.kind().name().toLowerCase(Locale.ROOT);
        return mount.options().form() == MountForm.BIND
                ? "invalid volume specification: '" + mount.source() + ":" + mount.target() + "': "
                : "invalid mount config for type \"" + kind + "\": ";
    }

    private static void checkBind(MountRequest mount, String prefix) {
        String source = mount.source();
        if (!source.startsWith("/")) {
            throw new InvalidInputException(
                    prefix + "invalid mount path: '" + source + "' mount path must be absolute");
        }
        MountOptions options = mount.options();
        if (!PROPAGATIONS.contains(options.propagation())) {
            throw new InvalidInputException(prefix + "invalid propagation mode: " + options.propagation());
        }
        if (!options.createSource() && !Files.exists(Path.of(source))) {
            throw new InvalidInputException(prefix + "bind source path does not exist: " + source);
        }
    }

    private static void checkTmpfs(MountRequest mount, String prefix) {
        if (!mount.source().isEmpty()) {
            throw new InvalidInputException(prefix + "field Source must not be specified");
        }
        if (mount.options().tmpfsBytes() < 0) {
            throw new InvalidInputException(prefix + "tmpfs size must be positive");
        }
    }

    static String clean(String target) {
        return Path.of(target).normalize().toString();
    }
}
