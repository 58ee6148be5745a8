package dev.onionyard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The build's step that installs what the engine drives, on a system where only the programs of a test are there.
class RuntimeHelpersTests {

    private static final String INSTALLATION = "-qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "
            + "--no-remove crun runc conmon nftables";

    @TempDir
    Path directory;

    private Path calls;

    @BeforeEach
    void haveAptGetOnly() throws IOException {
        calls = directory.resolve("calls");
        program("apt-get", "echo \"$*\" >>" + calls);
        program("id", "echo 0");
    }

    @Test
    void installsAsRootWhatIsMissingAndSaysSo() throws Exception {
        assertThat(run(Map.of()))
                .contains("Installing what running containers needs")
                .contains("Installed: crun runc conmon nftables");
        assertThat(Files.readAllLines(calls)).hasSize(2).satisfies(lines -> {
            assertThat(lines.getFirst()).endsWith(" update");
            assertThat(lines.getLast()).isEqualTo(INSTALLATION);
        });
    }

    @Test
    void installsThoughASourceCannotBeRead() throws Exception {
        program("apt-get", "echo \"$*\" >>" + calls + "; case \"$*\" in *update) exit 100;; esac");

        assertThat(run(Map.of()))
                .contains("Some package sources could not be read", "Installed: crun runc conmon nftables");
    }

    @Test
    void saysWhatToTypeWhenInstallingFails() throws Exception {
        program("apt-get", "exit 100");

        assertThat(run(Map.of()))
                .contains("type as root \"apt-get update && apt-get install crun runc conmon nftables\".")
                .contains("images-only mode")
                .doesNotContain("Installed");
    }

    @Test
    void saysWhatToTypeWhenItIsNotRoot() throws Exception {
        program("id", "echo 1000");

        assertThat(run(Map.of()))
                .contains("type as root \"apt-get install crun runc conmon nftables\"", "images-only mode");
        assertThat(calls).doesNotExist();
    }

    @Test
    void saysWhatIsMissingWhereThereIsNoAptGet() throws Exception {
        Files.delete(directory.resolve("apt-get"));

        assertThat(run(Map.of()))
                .contains("by your system's own means: crun runc conmon nftables.", "images-only mode");
    }

    @Test
    void oneRuntimeIsEnough() throws Exception {
        program("runc", "");

        run(Map.of());

        assertThat(Files.readAllLines(calls).getLast()).endsWith("--no-remove conmon nftables");
    }

    @Test
    void isSilentWhenNothingIsMissingOrNothingIsWanted() throws Exception {
        assertThat(run(Map.of("ONIONYARD_SKIP_SETUP", "1"))).isEmpty();

        for (String name : List.of("crun", "conmon", "nft")) {
            program(name, "");
        }
        assertThat(run(Map.of())).isEmpty();
        assertThat(calls).doesNotExist();
    }

    private void program(String name, String script) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// @return what it printed; it never fails
    private String run(Map<String, String> environment) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("/bin/sh", "src/setup/runtime-helpers.sh").redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", directory.toString());
        builder.environment().put("ONIONYARD_SETUP_PATH", directory.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }
}
