package dev.onionyard.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelAbilitiesTests {

    @TempDir
    Path root;

    @Test
    void separateHierarchiesHaveAFileForEachLimit() throws IOException {
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "0");
        write("sys/fs/cgroup/cpu/cpu.shares", "1024");
        write("sys/fs/cgroup/pids/tasks", "");
        write("proc/sys/net/ipv4/ip_forward", "1\n");

        KernelAbilities found = KernelAbilities.read(root);

        assertThat(found.memoryLimit()).isTrue();
        assertThat(found.cpuShares()).isTrue();
        assertThat(found.processLimit()).isTrue();
        assertThat(found.ipv4Forwarding()).isTrue();
        assertThat(found.warnings())
                .containsExactly(
                        "WARNING: No swap limit support",
                        "WARNING: No cpu cfs period support",
                        "WARNING: No cpu cfs quota support",
                        "WARNING: No cpuset support");
    }

    @Test
    void theUnifiedHierarchyListsItsControllers() throws IOException {
        write("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
        write("proc/sys/net/ipv4/ip_forward", "0\n");

        KernelAbilities found = KernelAbilities.read(root);

        assertThat(found.outOfMemoryKillDisable()).isFalse();
        assertThat(found.warnings()).containsExactly("WARNING: IPv4 forwarding is disabled");
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
