package dev.onionyard.dockerapi;

import dev.onionyard.container.ContainerRequest.MountForm;
import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.container.ContainerRequest.MountOptions;
import dev.onionyard.container.ContainerRequest.MountRequest;
import dev.onionyard.error.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the four ways in which Docker's create body asks for mounts.
final class MountReader {

    private static final Set<String> PROPAGATIONS =
            Set.of("private", "rprivate", "shared", "rshared", "slave", "rslave");

    /// Taken and without meaning here: SELinux labels, and promises about how soon the host sees a change.
    private static final Set<String> WITHOUT_EFFECT = Set.of("", "z", "Z", "consistent", "cached", "delegated");

    private MountReader() {}

    static List<MountRequest> read(CreateBody body, CreateBody.HostConfig host) {
        Stream<MountRequest> binds = stream(host.binds()).map(MountReader::bind);
        Stream<MountRequest> mounts = stream(host.mounts()).map(MountReader::mount);
        Stream<MountRequest> tmpfs = host.tmpfs() == null
                ? Stream.of()
                : host.tmpfs().entrySet().stream().map(MountReader::tmpfs);
        List<MountRequest> named =
                Stream.of(binds, mounts, tmpfs).flatMap(s -> s).toList();
        Stream<MountRequest> places = body.volumes() == null
                ? Stream.of()
                : body.volumes().keySet().stream().map(MountReader::place);
        return Stream.concat(named.stream(), places.filter(place -> isFree(place.target(), named)))
                .toList();
    }

    private static <T> Stream<T> stream(@Nullable List<T> list) {
        return list == null ? Stream.of() : list.stream();
    }

    /// A path of `Volumes` that something is mounted on already asks for no volume of its own.
    private static boolean isFree(String target, List<MountRequest> mounts) {
        return mounts.stream().noneMatch(mount -> mount.target().equals(target));
    }

    private static MountRequest place(String target) {
        return new MountRequest(MountKind.VOLUME, "", target, false, MountOptions.of(MountForm.PLACE, ""));
    }

    private static MountRequest tmpfs(Map.Entry<String, String> entry) {
        String options = entry.getValue() == null ? "" : entry.getValue();
        boolean readOnly = List.of(options.split(",", -1)).contains("ro");
        return new MountRequest(
                MountKind.TMPFS, "", entry.getKey(), readOnly, MountOptions.of(MountForm.TMPFS, options));
    }

    /// `source:target[:options]`, or a single path for an anonymous volume.
    private static MountRequest bind(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length > 3
                || List.of(parts).subList(0, Math.min(2, parts.length)).contains("")) {
            throw new InvalidInputException("invalid volume specification: '" + text + "'");
        }
        if (parts.length == 1) {
            return new MountRequest(MountKind.VOLUME, "", parts[0], false, MountOptions.of(MountForm.BIND, ""));
        }
        MountKind kind = parts[0].startsWith("/") ? MountKind.BIND : MountKind.VOLUME;
        return bind(kind, parts[0], parts[1], parts.length == 3 ? parts[2] : "");
    }

    private static MountRequest bind(MountKind kind, String source, String target, String mode) {
        boolean readOnly = false;
        boolean copy = true;
        String propagation = "";
        for (String word : mode.split(",", -1)) {
            if (word.equals("ro") || word.equals("rw")) {
                readOnly = word.equals("ro");
            } else if (word.equals("nocopy") && kind == MountKind.VOLUME) {
                copy = false;
            } else if (PROPAGATIONS.contains(word) && kind == MountKind.BIND) {
                propagation = word;
            } else if (!WITHOUT_EFFECT.contains(word)) {
                throw new InvalidInputException("invalid mode: " + mode);
            }
        }
        var options = new MountOptions(MountForm.BIND, mode, propagation, true, true, copy, Map.of(), 0, 0);
        return new MountRequest(kind, source, target, readOnly, options);
    }

    private static MountRequest mount(CreateBody.MountBody mount) {
        String type = mount.type() == null ? "" : mount.type();
        MountKind kind = switch (type) {
            case "bind" -> MountKind.BIND;
            case "volume" -> MountKind.VOLUME;
            case "tmpfs" -> MountKind.TMPFS;
            default ->
                throw new InvalidInputException("invalid mount config for type \"" + type + "\": mount type unknown");
        };
        if (mount.target() == null || mount.target().isEmpty()) {
            throw new InvalidInputException(
                    "invalid mount config for type \"" + type + "\": field Target must not be empty");
        }
        if (kind == MountKind.BIND && (mount.source() == null || mount.source().isEmpty())) {
            throw new InvalidInputException("invalid mount config for type \"bind\": field Source must not be empty");
        }
        return new MountRequest(
                kind, mount.source() == null ? "" : mount.source(), mount.target(), mount.readOnly(), options(mount));
    }

    private static MountOptions options(CreateBody.MountBody mount) {
        CreateBody.BindBody bind = mount.bindOptions();
        CreateBody.VolumeBody volume = mount.volumeOptions();
        CreateBody.TmpfsBody tmpfs = mount.tmpfsOptions();
        return new MountOptions(
                MountForm.MOUNT,
                "",
                bind == null || bind.propagation() == null ? "" : bind.propagation(),
                bind == null || !bind.nonRecursive(),
                bind != null && bind.createMountpoint(),
                volume == null || !volume.noCopy(),
                volume == null || volume.labels() == null ? Map.of() : volume.labels(),
                tmpfs == null ? 0 : tmpfs.sizeBytes(),
                tmpfs == null ? 0 : tmpfs.mode());
    }
}
