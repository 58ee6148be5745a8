package dev.onionyard.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.runtime.OciProcess.OciUser;
import dev.onionyard.runtime.OciRuntimeSpec.NetworkNamespace;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OciRuntimeSpecJsonTests {

    private static final byte[] FILTER = {1, 2, 3};

    private final OciProcess process = new OciProcess(
            List.of("/bin/sh", "-c", "true"), List.of("A=b"), "/work", true, OciUser.ROOT, Capabilities.DEFAULT);

    private OciRuntimeSpec spec = new OciRuntimeSpec(
            process,
            Path.of("/root/fs"),
            true,
            "yard",
            List.of(OciMount.bind(Path.of("/host/hosts"), "/etc/hosts", false)),
            new NetworkNamespace.Empty(),
            ResourceLimits.NONE,
            false);

    @Test
    void printsTheProcess() {
        JsonNode json = print(CgroupVersion.V1).path("process");

        assertThat(json.path("args").toString()).isEqualTo("[\"/bin/sh\",\"-c\",\"true\"]");
        assertThat(json.path("cwd").asString()).isEqualTo("/work");
        assertThat(json.path("terminal").asBoolean()).isTrue();
        assertThat(json.path("capabilities").path("effective")).hasSize(14);
    }

    @Test
    void givesAnotherUserOnlyABound() {
        var user = new OciUser(1000, 1000, List.of(4));
        spec = with(new OciProcess(List.of("id"), List.of(), "/", false, user, Capabilities.DEFAULT));

        JsonNode json = print(CgroupVersion.V1).path("process");

        assertThat(json.path("capabilities").propertyNames()).containsExactly("bounding");
        assertThat(json.path("user").path("additionalGids").toString()).isEqualTo("[4]");
    }

    @Test
    void protectsTheHostAsDockerDoes() {
        JsonNode linux = print(CgroupVersion.V1).path("linux");

        assertThat(strings(linux.path("maskedPaths"))).contains("/proc/kcore", "/sys/firmware");
        assertThat(strings(linux.path("readonlyPaths"))).contains("/proc/sys", "/proc/sysrq-trigger");
        assertThat(linux.path("seccomp").path("defaultAction").asString()).isEqualTo("SCMP_ACT_ERRNO");
        assertThat(linux.path("resources").path("devices").path(0).path("allow").asBoolean(true))
                .isFalse();
        assertThat(mount(print(CgroupVersion.V1), "/sys").path("options").toString())
                .contains("\"ro\"");
    }

    @Test
    void takesNothingFromAPrivilegedContainer() {
        spec = new OciRuntimeSpec(
                process, spec.rootfs(), false, "h", List.of(), spec.network(), ResourceLimits.NONE, true);

        JsonNode config = print(CgroupVersion.V2);

        assertThat(config.path("linux").has("seccomp")).isFalse();
        assertThat(config.path("linux").has("maskedPaths")).isFalse();
        assertThat(config.has("annotations")).isFalse();
        assertThat(strings(config.path("linux").path("devices").findValues("path")))
                .contains("/dev/null");
        assertThat(mount(config, "/sys").path("options").toString()).contains("\"rw\"");
    }

    @Test
    void carriesTheCompiledFilterBesideTheProfile() {
        JsonNode config = print(CgroupVersion.V1);

        assertThat(config.path("annotations").path("run.oci.seccomp_bpf_data").asString())
                .isEqualTo("AQID");
        assertThat(config.path("linux").has("seccomp")).isTrue();
    }

    @Test
    void knowsBothVersionsOfControlGroups() {
        assertThat(mount(print(CgroupVersion.V1), "/sys/fs/cgroup").path("type").asString())
                .isEqualTo("cgroup");
        assertThat(mount(print(CgroupVersion.V2), "/sys/fs/cgroup").path("type").asString())
                .isEqualTo("cgroup2");
        assertThat(namespaces(print(CgroupVersion.V1))).doesNotContain("cgroup");
        assertThat(namespaces(print(CgroupVersion.V2))).contains("cgroup");
    }

    @Test
    void choosesTheNetwork() {
        assertThat(namespaces(print(CgroupVersion.V1))).contains("network");
        spec = with(new NetworkNamespace.Host());
        assertThat(namespaces(print(CgroupVersion.V1))).doesNotContain("network");
        assertThat(print(CgroupVersion.V1).path("linux").path("sysctl")).isEmpty();
        spec = with(new NetworkNamespace.Existing(Path.of("/run/netns/x")));
        assertThat(print(CgroupVersion.V1).path("linux").path("namespaces").toString())
                .contains("\"path\":\"/run/netns/x\"");
    }

    @Test
    void turnsLimitsIntoTheKernelsUnits() {
        assertThat(ResourcesJson.limits(ResourceLimits.NONE)).isEmpty();

        JsonNode limits =
                JsonMapper.shared().valueToTree(ResourcesJson.limits(new ResourceLimits(1 << 20, 1_500_000_000, 9)));

        assertThat(limits.path("memory").path("limit").asLong()).isEqualTo(1 << 20);
        assertThat(limits.path("cpu").path("quota").asLong()).isEqualTo(150_000);
        assertThat(limits.path("cpu").path("period").asLong()).isEqualTo(100_000);
        assertThat(limits.path("pids").path("limit").asLong()).isEqualTo(9);
    }

    @Test
    void letsAMountTakeADefaultOnesPlace() {
        spec = new OciRuntimeSpec(
                process,
                spec.rootfs(),
                false,
                "h",
                List.of(OciMount.bind(Path.of("/big"), "/dev/shm", false)),
                spec.network(),
                ResourceLimits.NONE,
                false);

        assertThat(mount(print(CgroupVersion.V1), "/dev/shm").path("source").asString())
                .isEqualTo("/big");
        assertThat(print(CgroupVersion.V1).path("mounts").findValuesAsString("destination"))
                .containsOnlyOnce("/dev/shm");
    }

    private OciRuntimeSpec with(OciProcess other) {
        return new OciRuntimeSpec(
                other, spec.rootfs(), false, "h", List.of(), spec.network(), ResourceLimits.NONE, false);
    }

    private OciRuntimeSpec with(NetworkNamespace network) {
        return new OciRuntimeSpec(process, spec.rootfs(), false, "h", List.of(), network, ResourceLimits.NONE, false);
    }

    private JsonNode print(CgroupVersion cgroups) {
        return JsonMapper.shared()
                .readTree(OciRuntimeSpecJson.bytes(OciRuntimeSpecJson.config("0".repeat(64), spec, cgroups, FILTER)));
    }

    private static List<String> namespaces(JsonNode config) {
        return config.path("linux").path("namespaces").findValuesAsString("type");
    }

    private static JsonNode mount(JsonNode config, String destination) {
        return StreamSupport.stream(config.path("mounts").spliterator(), false)
                .filter(mount -> mount.path("destination").asString().equals(destination))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> strings(Iterable<JsonNode> nodes) {
        return StreamSupport.stream(nodes.spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }
}
