package dev.onionyard.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.linux.Host;
import dev.onionyard.system.Readiness.Problem;
import dev.onionyard.system.Readiness.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadinessTests {

    private static final String SUDO = Host.isRoot() ? "" : "sudo ";

    @Test
    void nothingIsMissingWhereAllIsInstalled() {
        assertThat(MissingHelpers.find(program -> true)).isEmpty();
    }

    @Test
    void eitherRuntimeDoes() {
        Set<String> installed = Set.of("conmon", "runc", "nft");
        assertThat(MissingHelpers.find(installed::contains)).isEmpty();
    }

    @Test
    void namesProgramsAndTheCommandThatInstallsThem() {
        assertThat(MissingHelpers.find(Set.of("apt-get", "crun")::contains))
                .contains(new Problem(
                        Reason.HELPERS_MISSING, "conmon, nft", SUDO + "apt-get install -y conmon nftables"));
        assertThat(MissingHelpers.find(Set.of("dnf", "conmon", "nft")::contains))
                .contains(new Problem(Reason.HELPERS_MISSING, "crun", SUDO + "dnf install -y crun"));
        assertThat(MissingHelpers.find(program -> false).orElseThrow().command())
                .isEmpty();
    }

    @Test
    void saysAllInOneLine() {
        var readiness = new Readiness(
                List.of(
                        new Problem(Reason.NOT_ROOT, "", ""),
                        new Problem(Reason.HELPERS_MISSING, "nft", "apt-get install -y nftables")),
                "");
        assertThat(readiness.ready()).isFalse();
        assertThat(readiness.sentence())
                .isEqualTo("Images only: containers need root; programs are missing: nft; mend it with: "
                        + "apt-get install -y nftables");
        assertThat(new Readiness(List.of(), "crun 1.8").sentence()).isEqualTo("Containers run by crun 1.8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"system.properties", "system_zh_CN.properties"})
    void everyReasonHasAMessage(String bundle) throws Exception {
        var messages = new Properties();
        try (var reader = Files.newBufferedReader(Path.of("src/main/resources/i18n", bundle))) {
            messages.load(reader);
        }
        for (Reason reason : Reason.values()) {
            assertThat(messages.getProperty(reason.messageKey())).isNotBlank();
        }
    }

    @Test
    void hostFactsUseTheWordsOfImages() {
        assertThat(HostFacts.architecture("x86_64")).isEqualTo("amd64");
        assertThat(HostFacts.architecture("aarch64")).isEqualTo("arm64");
        assertThat(HostFacts.read().kernelRelease()).isEqualTo(Host.kernelRelease());
        assertThat(HostFacts.read().cgroupVersion()).isBetween(1, 2);
    }
}
