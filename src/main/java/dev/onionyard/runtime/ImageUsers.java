package dev.onionyard.runtime;

import dev.onionyard.error.EngineException;
import dev.onionyard.linux.OpenFile;
import dev.onionyard.linux.RootedDirectory;
import dev.onionyard.runtime.OciProcess.OciUser;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Reads who a user is from a container's own files, never leaving its root.
public final class ImageUsers {

    /// Longer files are cut: no honest one is, and a hostile one shall not fill the memory.
    private static final int LIMIT = 4 << 20;

    private ImageUsers() {}

    /// @param rootfs the mounted tree
    /// @param user as images and people write it; empty for root
    /// @throws dev.onionyard.error.InvalidInputException in Docker's words if there is no such user or group
    public static OciUser resolve(Path rootfs, String user) {
        return resolve(rootfs, user, List.of());
    }

    /// As above, with more groups, each by name or number.
    public static OciUser resolve(Path rootfs, String user, List<String> groups) {
        try (RootedDirectory root = RootedDirectory.open(rootfs)) {
            var database = new UserDatabase(read(root, "etc/passwd"), read(root, "etc/group"));
            OciUser found = database.resolve(user);
            Stream<Integer> more = groups.stream().map(database::groupNumber);
            return new OciUser(
                    found.uid(),
                    found.gid(),
                    Stream.concat(found.additionalGids().stream(), more)
                            .distinct()
                            .toList());
        }
    }

    private static String read(RootedDirectory root, String path) {
        try (OpenFile file = root.openFile(path)) {
            var text = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
            while (text.size() < LIMIT && file.read(buffer) >= 0) {
                text.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            return text.toString(StandardCharsets.UTF_8);
        } catch (EngineException e) {
            // No such file: a tree of a single program.
            return "";
        }
    }
}
