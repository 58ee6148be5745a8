package dev.onionyard.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGroupTests {

    @TempDir
    Path temp;

    @Test
    void readsVersion1() throws IOException {
        write("memory/box/memory.usage_in_bytes", "5000\n");
        write("memory/box/memory.stat", "cache 10\ninactive_file 1\ntotal_inactive_file 2000\n");
        write("memory/box/memory.limit_in_bytes", "9223372036854771712\n");
        write("memory/box/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
        write("cpu,cpuacct/cpuacct.usage", "123456789\n");
        write("pids/box/pids.current", "4\n");
        write("blkio/blkio.throttle.io_service_bytes_recursive", "8:0 Read 100\n8:0 Write 7\n8:1 Read 11\nTotal 118\n");

        var group = ControlGroup.of("""
                5:blkio:/
                4:memory:/box
                3:pids:/box
                2:cpu,cpuacct:/
                0::/
                """, List.of(v1("memory"), v1("cpu,cpuacct"), v1("pids"), v1("blkio")));

        assertThat(group.usage()).isEqualTo(new ControlGroup.Usage(123456789, 3000, 0, 4, 111, 7, 2));
    }

    @Test
    void readsVersion2() throws IOException {
        write("unified/a/b/memory.current", "5000\n");
        write("unified/a/b/memory.stat", "anon 3\ninactive_file 1000\n");
        write("unified/a/b/memory.max", "1048576\n");
        write("unified/a/b/memory.events", "low 0\noom 1\noom_kill 1\n");
        write("unified/a/b/cpu.stat", "usage_usec 77\nuser_usec 50\n");
        write("unified/a/b/pids.current", "3\n");
        write("unified/a/b/io.stat", "8:0 rbytes=100 wbytes=5 rios=1\n8:16 rbytes=1 wbytes=1\n");

        var group = ControlGroup.of("0::/a/b\n", List.of(v2()));

        assertThat(group.usage()).isEqualTo(new ControlGroup.Usage(77_000, 4000, 1048576, 3, 101, 6, 1));
    }

    @Test
    void noLimitOfVersion2IsZero() throws IOException {
        write("unified/a/memory.max", "max\n");
        assertThat(ControlGroup.of("0::/a\n", List.of(v2())).usage().memoryLimitBytes())
                .isZero();
    }

    @Test
    void whatIsNotAccountedForIsZero() {
        assertThat(ControlGroup.of("0::/gone\n", List.of()).usage())
                .isEqualTo(new ControlGroup.Usage(0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void aMountOfAPartOfTheHierarchyIsUnderstood() throws IOException {
        write("unified/inner/pids.current", "9\n");
        var part = new Mount(1, 0, "/docker/abc", temp.resolve("unified"), "cgroup2", "cgroup2", "rw");

        var group = ControlGroup.of("0::/docker/abc/inner\n", List.of(part));

        assertThat(group.usage().pids()).isEqualTo(9);
    }

    @Test
    void ownGroupCanBeRead() {
        assertThat(ControlGroup.of(ProcessHandle.current().pid()).usage()).isNotNull();
    }

    private Mount v1(String controllers) {
        return new Mount(1, 0, "/", temp.resolve(controllers), "cgroup", "cgroup", "rw," + controllers);
    }

    private Mount v2() {
        return new Mount(1, 0, "/", temp.resolve("unified"), "cgroup2", "cgroup2", "rw");
    }

    private void write(String file, String text) throws IOException {
        Path path = temp.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
