package dev.onionyard.runtime;

import dev.onionyard.linux.FileTrees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does what `crun delete` does for a container whose processes have all ended, without the 5 ms that a process
/// takes: removes its control groups and crun's own directory.
final class EndedContainer {

    private static final Logger log = LoggerFactory.getLogger(EndedContainer.class);

    private EndedContainer() {}

    /// @return false if that is for crun itself to do: something still runs, or it has made groups of its own
    static boolean forget(String id, RuntimeCommand crun) {
        try {
            for (Path group : groups(id)) {
                // The kernel refuses to remove a group that has processes or groups in it.
                Files.deleteIfExists(group);
            }
        } catch (IOException e) {
            log.debug("crun has to delete container {}: {}", id, e.getMessage());
            return false;
        }
        FileTrees.remove(crun.state(id));
        return true;
    }

    private static List<Path> groups(String id) throws IOException {
        Path group = Path.of(OciRuntimeSpecJson.CGROUP_PARENT.substring(1) + id);
        return switch (CgroupVersion.ofHost()) {
            case V1 -> inEachHierarchy(group);
            case V2 -> List.of(CgroupVersion.MOUNT.resolve(group));
        };
    }

    private static List<Path> inEachHierarchy(Path group) throws IOException {
        var groups = new ArrayList<Path>();
        try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(CgroupVersion.MOUNT, Files::isDirectory)) {
            hierarchies.forEach(hierarchy -> groups.add(hierarchy.resolve(group)));
        }
        return groups;
    }
}
