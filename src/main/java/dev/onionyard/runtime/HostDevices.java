package dev.onionyard.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The host's device nodes, which a privileged container gets.
final class HostDevices {

    private static final int TYPE_MASK = 0170000;
    private static final int CHARACTER = 0020000;
    private static final int BLOCK = 0060000;

    /// Mounts of their own, or made by the runtime for each container.
    private static final Set<String> LEFT_OUT = Set.of("pts", "shm", "mqueue", "console", "ptmx", "fd");

    private HostDevices() {}

    /// The `linux.devices` array.
    static List<Object> list() {
        var devices = new ArrayList<Object>();
        collect(Path.of("/dev"), devices);
        return devices;
    }

    private static void collect(Path directory, List<Object> into) {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                if (LEFT_OUT.contains(child.getFileName().toString())) {
                    continue;
                }
                if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                    collect(child, into);
                } else {
                    Map<String, Object> device = device(child);
                    if (device != null) {
                        into.add(device);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Map<String, Object> device(Path file) throws IOException {
        Map<String, Object> stat = Files.readAttributes(file, "unix:mode,rdev,uid,gid", LinkOption.NOFOLLOW_LINKS);
        int mode = (int) number(stat, "mode");
        int type = mode & TYPE_MASK;
        if (type != CHARACTER && type != BLOCK) {
            return null;
        }
        long rdev = number(stat, "rdev");
        return Map.of(
                "path",
                file.toString(),
                "type",
                type == CHARACTER ? "c" : "b",
                "major",
                rdev >>> 8 & 0xfff | rdev >>> 32 & ~0xfffL,
                "minor",
                rdev & 0xff | rdev >>> 12 & ~0xffL & 0xffffffffL,
                "fileMode",
                mode & 07777,
                "uid",
                number(stat, "uid"),
                "gid",
                number(stat, "gid"));
    }

    private static long number(Map<String, Object> stat, String name) {
        return ((Number) Objects.requireNonNull(stat.get(name))).longValue();
    }
}
