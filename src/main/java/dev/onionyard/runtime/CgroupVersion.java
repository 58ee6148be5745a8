package dev.onionyard.runtime;

import java.nio.file.Files;
import java.nio.file.Path;

/// Which control groups the host has (cgroups(7)). A *hybrid* host, which has both, counts as version 1,
/// because its controllers are there.
enum CgroupVersion {
    V1,
    V2;

    static final Path MOUNT = Path.of("/sys/fs/cgroup");

    static CgroupVersion ofHost() {
        return Files.exists(MOUNT.resolve("cgroup.controllers")) ? V2 : V1;
    }
}
