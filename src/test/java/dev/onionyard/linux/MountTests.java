package dev.onionyard.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MountTests {

    @Test
    void readsAnyNumberOfOptionalFields() {
        var mounts = Mount.parseAll("""
                22 27 0:21 / /proc rw,relatime - proc proc rw
                98 31 0:33 /sub /mnt/a rw,nosuid shared:7 master:1 - ext4 /dev/vda rw,discard
                """);

        assertThat(mounts)
                .containsExactly(
                        new Mount(22, 27, "/", Path.of("/proc"), "proc", "proc", "rw"),
                        new Mount(98, 31, "/sub", Path.of("/mnt/a"), "ext4", "/dev/vda", "rw,discard"));
    }

    @Test
    void unescapesNames() {
        var mounts = Mount.parseAll("1 2 0:1 / /mnt/a\\040b\\134c rw - tmpfs none\\011x rw\n");

        assertThat(mounts.getFirst().mountPoint()).isEqualTo(Path.of("/mnt/a b\\c"));
        assertThat(mounts.getFirst().source()).isEqualTo("none\tx");
    }
}
