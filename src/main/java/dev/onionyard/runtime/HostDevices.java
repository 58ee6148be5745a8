package dev.onionyard.runtime;

import dev.onionyard.error.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The host's device nodes, as `linux.devices` has them.
final class HostDevices {

    /// Beside the fields of a device, what the container may do with it.
    static final String ACCESS = "access";

    private static final String PATH = "path";
    private static final int TYPE_MASK = 0170000;
    private static final int CHARACTER = 0020000;
    private static final int BLOCK = 0060000;

    /// Mounts of their own, or made by the runtime for each container.
    private static final Set<String> LEFT_OUT = Set.of("pts", "shm", "mqueue", "console", "ptmx", "fd");

    private HostDevices() {}

    /// All, which a privileged container gets.
    static List<Map<String, Object>> list() {
        var devices = new ArrayList<Map<String, Object>>();
        collect(Path.of("/dev"), devices);
        return devices;
    }

    /// A device that was asked for, each with its [#ACCESS]. A folder means every device in it.
    ///
    /// @throws InvalidInputException in Docker's words if there is no such device
    static List<Map<String, Object>> of(Confinement.Device device) {
        Path source = device.source();
        var found = new ArrayList<Map<String, Object>>();
        try {
            Path real = source.toRealPath();
            if (Files.isDirectory(real)) {
                collect(real, found);
            } else {
                found.add(single(real));
            }
            return found.stream().map(node -> as(device, real, node)).toList();
        } catch (IOException e) {
            throw new InvalidInputException(
                    "error gathering device information while adding custom device \"" + source
                            + "\": no such file or directory",
                    e);
        }
    }

    private static Map<String, Object> as(Confinement.Device device, Path real, Map<String, Object> node) {
        Path below = real.relativize(Path.of(String.valueOf(node.get(PATH))));
        var renamed = new LinkedHashMap<>(node);
        renamed.put(PATH, Path.of(device.target()).resolve(below).normalize().toString());
        renamed.put(ACCESS, device.access());
        return renamed;
    }

    /// A weight or limit for a block device, with the device's numbers.
    static Map<String, Object> rate(ResourceLimits.Rate rate, String unit) {
        try {
            Map<String, Object> node = single(rate.device().toRealPath());
            return Map.of(
                    "major",
                    Objects.requireNonNull(node.get("major")),
                    "minor",
                    Objects.requireNonNull(node.get("minor")),
                    unit,
                    rate.value());
        } catch (IOException e) {
            throw new InvalidInputException("no such file or directory: \"" + rate.device() + "\"", e);
        }
    }

    private static Map<String, Object> single(Path file) throws IOException {
        Map<String, Object> found = device(file);
        if (found == null) {
            throw new InvalidInputException("error gathering device information while adding custom device \"" + file
                    + "\": not a device node");
        }
        return found;
    }

    private static void collect(Path directory, List<Map<String, Object>> into) {
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
                PATH,
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
