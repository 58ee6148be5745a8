package dev.onionyard.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkNamespaceIT {

    @TempDir
    Path temp;

    @Test
    void livesAsLongAsItsFile() throws IOException {
        Path file = temp.resolve("ns");
        String outside = ownNamespace();
        try {
            var namespace = NetworkNamespace.create(file);
            namespace.command("ip", "link", "set", "lo", "up").output();
            namespace.run(() -> assertThat(ownNamespace()).isNotEqualTo(outside));
            assertThat(namespace.command("ip", "-o", "link").output())
                    .contains("LOOPBACK,UP")
                    .doesNotContain("eth0");
            assertThat(ownNamespace()).isEqualTo(outside);
            NetworkNamespace.create(file);
        } finally {
            NetworkNamespace.remove(file);
        }
        assertThat(file).doesNotExist();
        NetworkNamespace.remove(file);
        assertThat(Mounts.isMounted(file)).isFalse();
    }

    @Test
    void failuresInsideComeOut() {
        Path file = temp.resolve("ns");
        try {
            assertThatThrownBy(() -> NetworkNamespace.create(file).run(() -> {
                        throw new IllegalStateException("inside");
                    }))
                    .hasMessage("inside");
        } finally {
            NetworkNamespace.remove(file);
        }
    }

    private static String ownNamespace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
