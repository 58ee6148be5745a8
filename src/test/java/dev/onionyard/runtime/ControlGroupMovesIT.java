package dev.onionyard.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ControlGroupMovesIT {

    private static final Path MEMBERSHIPS = Path.of("/proc/self/cgroup");

    @Test
    void leavesThisProcessWhereItIs() throws Exception {
        String before = Files.readString(MEMBERSHIPS);
        ControlGroupMoves.moveToWhereWeAre();
        assertThat(Files.readString(MEMBERSHIPS)).isEqualTo(before);
    }
}
