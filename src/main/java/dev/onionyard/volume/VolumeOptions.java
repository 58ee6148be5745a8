package dev.onionyard.volume;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.linux.Mounts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is mounted where a volume's data are: options `type`, `device` and `o` of Docker's driver `local`. Two kinds
/// are
/// honoured, others refused by name:
///
/// - `type=tmpfs`: a file system in memory, `o` with `size=`, `mode=`, `uid=`, `gid=`, `nr_inodes=`;
/// - `type=none` and `o=bind`: a folder of the host, `device`.
///
/// @param kind nothing for an ordinary directory
/// @param device folder of the host, for a bind
/// @param data what the kernel is told, for a tmpfs
record VolumeOptions(Kind kind, String device, boolean readOnly, String data) {

    private static final Set<String> NAMES = Set.of("type", "device", "o");
    private static final Set<String> TMPFS = Set.of("size", "mode", "uid", "gid", "nr_inodes");
    private static final VolumeOptions DIRECTORY = new VolumeOptions(Kind.DIRECTORY, "", false, "");

    /// What a volume's data are.
    enum Kind {
        DIRECTORY,
        MEMORY,
        HOST_FOLDER
    }

    /// @throws InvalidInputException naming what cannot be honoured
    static VolumeOptions of(Map<String, String> options) {
        options.keySet().stream()
                .filter(name -> !NAMES.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidInputException("invalid option: \"" + name + "\"");
                });
        if (options.isEmpty()) {
            return DIRECTORY;
        }
        String type = options.getOrDefault("type", "");
        List<String> words = Arrays.stream(options.getOrDefault("o", "").split(","))
                .filter(word -> !word.isEmpty())
                .toList();
        return switch (type) {
            case "tmpfs" -> memory(words);
            case "", "none", "bind" -> folder(options.getOrDefault("device", ""), words);
            default ->
                throw new InvalidInputException(
                        "cannot honour volume option type=\"" + type + "\": known are tmpfs, and none with o=bind");
        };
    }

    private static VolumeOptions memory(List<String> words) {
        for (String word : words) {
            String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            if (!TMPFS.contains(name)) {
                throw unknown(word);
            }
        }
        return new VolumeOptions(Kind.MEMORY, "", false, String.join(",", words));
    }

    private static VolumeOptions folder(String device, List<String> words) {
        boolean bind = words.contains("bind") || words.contains("rbind");
        if (!bind) {
            throw new InvalidInputException(
                    "missing required option: \"type\"; known are type=tmpfs, and type=none with o=bind and device");
        }
        words.stream()
                .filter(word -> !Set.of("bind", "rbind", "ro", "rw").contains(word))
                .findFirst()
                .ifPresent(word -> {
                    throw unknown(word);
                });
        if (!device.startsWith("/")) {
            throw new InvalidInputException("missing device in volume options: expected the path of a folder");
        }
        return new VolumeOptions(Kind.HOST_FOLDER, device, words.contains("ro"), "");
    }

    private static InvalidInputException unknown(String word) {
        return new InvalidInputException("cannot honour volume option o=\"" + word + "\"");
    }

    /// @throws InvalidInputException if the folder of the host is not there
    void requireFolder() {
        if (kind == Kind.HOST_FOLDER && !Files.isDirectory(Path.of(device))) {
            throw new InvalidInputException(
                    "failed to mount local volume: device \"" + device + "\": no such file or directory");
        }
    }

    /// Mounts it where the data are, unless it is mounted there. A file system in memory keeps what is in it until the
    /// volume is removed or the host ends.
    void mount(Path data) {
        if (kind == Kind.DIRECTORY || Mounts.isMounted(data)) {
            return;
        }
        switch (kind) {
            case DIRECTORY -> {}
            case MEMORY -> Mounts.tmpfs(data, this.data);
            case HOST_FOLDER -> {
                requireFolder();
                Mounts.bind(Path.of(device), data, readOnly);
            }
        }
    }
}
