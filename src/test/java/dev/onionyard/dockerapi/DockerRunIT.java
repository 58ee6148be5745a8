package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.dockerapi.DockerYard.Outcome;
import dev.onionyard.fixtures.TestImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/// The options of `docker run` with the real client: what works is seen from inside, what cannot be is refused by name.
class DockerRunIT {

    private static final List<String> CLIENTS = DockerYard.CLIENTS;
    private static final String BOX = TestImages.BUSYBOX;
    private static DockerYard yard;

    @TempDir
    Path directory;

    @BeforeAll
    static void make() throws Exception {
        yard = DockerYard.make();
    }

    @AfterAll
    static void close() throws Exception {
        yard.close();
    }

    @AfterEach
    void removeAll() throws Exception {
        yard.removeAll();
    }

    @ParameterizedTest
    @FieldSource("CLIENTS")
    void limitsProcesses(String client) throws Exception {
        Outcome outcome = yard.with(
                client,
                "run",
                "--rm",
                "--network=none",
                "--ulimit=nofile=1000:2000",
                "--oom-score-adj=300",
                "--group-add=10",
                "--security-opt=no-new-privileges",
                "--security-opt=seccomp=unconfined",
                "--security-opt=apparmor=unconfined",
                "--cap-drop=ALL",
                "--cap-add=NET_RAW",
                BOX,
                "sh",
                "-c",
                "ulimit -n; ulimit -Hn; cat /proc/self/oom_score_adj; id -G;"
                        + " grep -E 'CapEff|NoNew|Seccomp:' /proc/self/status | tr '\\t' ' '");

        assertThat(outcome.ok().lines())
                .containsExactly(
                        "1000", "2000", "300", "0 10", "CapEff: 0000000000002000", "NoNewPrivs: 1", "Seccomp: 0");
    }

    @Test
    void limitsResources() throws Exception {
        yard.sleeper(
                "small",
                "--memory=64m",
                "--memory-swap=96m",
                "--memory-reservation=32m",
                "--cpu-shares=512",
                "--cpu-period=50000",
                "--cpu-quota=25000",
                "--cpuset-cpus=0",
                "--pids-limit=50");

        assertThat(cgroup("small", "memory/memory.limit_in_bytes")).isEqualTo("67108864");
        assertThat(cgroup("small", "memory/memory.memsw.limit_in_bytes")).isEqualTo("100663296");
        assertThat(cgroup("small", "memory/memory.soft_limit_in_bytes")).isEqualTo("33554432");
        assertThat(cgroup("small", "cpu/cpu.shares")).isEqualTo("512");
        assertThat(cgroup("small", "cpu/cpu.cfs_quota_us")).isEqualTo("25000");
        assertThat(cgroup("small", "cpuset/cpuset.cpus")).isEqualTo("0");
        assertThat(cgroup("small", "pids/pids.max")).isEqualTo("50");
        assertThat(inspect("small", "{{.HostConfig.MemorySwap}} {{.HostConfig.CpuPeriod}} {{.HostConfig.PidsLimit}}"))
                .isEqualTo("100663296 50000 50");
    }

    @Test
    void mountsInEveryWay() throws Exception {
        Path made = directory.resolve("made/deep");
        Path read = Files.createDirectory(directory.resolve("read"));
        Outcome outcome = yard.script(
                List.of(
                        "-v" + made + ":/made",
                        "--mount=type=bind,src=" + read + ",dst=/read,readonly,bind-propagation=rslave",
                        "--mount=type=volume,src=named,dst=/named,volume-label=a=b",
                        "--mount=type=tmpfs,dst=/memory,tmpfs-size=1m,tmpfs-mode=1770",
                        "--tmpfs=/fast:size=2m,exec",
                        "--shm-size=8m"),
                "touch /made/file; touch /read/file 2>/dev/null || echo refused;"
                        + " for p in /memory /fast /dev/shm; do grep \" $p \" /proc/mounts | cut -d' ' -f2-4; done");

        assertThat(outcome.ok().lines())
                .containsExactly(
                        "refused",
                        "/memory tmpfs rw,nosuid,nodev,noexec,relatime,size=1024k,mode=1770",
                        "/fast tmpfs rw,nosuid,nodev,relatime,size=2048k",
                        "/dev/shm tmpfs rw,nosuid,nodev,noexec,relatime,size=8192k");
        assertThat(made.resolve("file")).exists();
        assertThat(yard.docker("volume", "inspect", "-f", "{{.Labels.a}}", "named")
                        .ok())
                .isEqualTo("b");
        yard.docker("volume", "rm", "named").ok();
    }

    @Test
    void refusesAMissingSourceOfMountOnly() throws Exception {
        Outcome outcome = yard.docker("create", "--mount=type=bind,src=" + directory.resolve("none") + ",dst=/d", BOX);

        assertThat(outcome.error()).contains("bind source path does not exist: " + directory.resolve("none"));
        assertThat(directory.resolve("none")).doesNotExist();
    }

    @Test
    void fillsAVolumeOnFirstUseUnlessTold() throws Exception {
        assertThat(yard.script(List.of("-v", "filled:/etc"), "cat /etc/group").ok())
                .startsWith("root:x:0:");
        assertThat(yard.script(List.of("-v", "bare:/etc:nocopy"), "ls /etc | grep group || echo none")
                        .ok())
                .isEqualTo("none");
        yard.docker("volume", "rm", "filled", "bare").ok();
    }

    @Test
    void takesVolumesFromAnotherContainerAndRemovesAnonymousOnes() throws Exception {
        yard.docker("run", "--network=none", "--name=donor", "-v", "/shared", BOX, "sh", "-c", "echo gift >/shared/f")
                .ok();
        yard.docker("create", "--network=none", "--name=taker", "--volumes-from=donor:ro", BOX)
                .ok();

        assertThat(yard.script(List.of("--volumes-from=donor:ro"), "cat /shared/f; touch /shared/g || echo refused")
                        .out())
                .contains("gift", "refused");
        assertThat(yard.docker("volume", "ls", "-q").ok().lines()).hasSize(1);
        yard.docker("rm", "-v", "donor").ok();
        assertThat(yard.docker("volume", "ls", "-q").ok().lines()).hasSize(1);
        yard.docker("rm", "-v", "taker").ok();
        assertThat(yard.docker("volume", "ls", "-q").ok()).isEmpty();
    }

    @Test
    void sharesNamespaces() throws Exception {
        yard.sleeper("donor", "--ipc=shareable", "--uts=host");
        yard.docker("exec", "donor", "sh", "-c", "echo memo >/dev/shm/note").ok();

        assertThat(yard.script(List.of("--ipc=container:donor", "--pid=container:donor"), "cat /dev/shm/note; ps")
                        .ok())
                .contains("memo", "sleep 600");
        assertThat(yard.script(List.of("--pid=host"), "ps | grep -c .").ok())
                .satisfies(n -> assertThat(Integer.parseInt(n)).isGreaterThan(5));
        assertThat(yard.script(List.of("--cgroupns=private"), "grep :pids: /proc/self/cgroup")
                        .ok())
                .endsWith(":pids:/");
        assertThat(yard.docker("exec", "donor", "hostname").ok())
                .isEqualTo(
                        Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
        assertThat(yard.script(List.of("--ipc=container:lonely"), "true").error())
                .contains("No such container: lonely");
    }

    @Test
    void setsKernelNamesAndDevices() throws Exception {
        Outcome outcome = yard.script(
                List.of(
                        "--sysctl=net.core.somaxconn=77",
                        "--domainname=yard.test",
                        "--hostname=h",
                        "--device=/dev/null:/dev/nothing:rw",
                        "--device-cgroup-rule=c 1:7 rwm",
                        "--init"),
                "cat /proc/sys/net/core/somaxconn /proc/sys/kernel/domainname; hostname; echo x >/dev/nothing && echo w;"
                        + " mknod /full c 1 7 && echo x >/full; cat /proc/1/cmdline | tr '\\0' ' ' | cut -c1-17");

        assertThat(outcome.ok().lines()).containsExactly("77", "yard.test", "h", "w", "/sbin/docker-init");
        assertThat(outcome.error()).contains("No space left on device");
    }

    @Test
    void keepsAReadOnlyRoot() throws Exception {
        assertThat(yard.script(List.of("--read-only", "--tmpfs=/run"), "touch /x; touch /run/x && echo ok")
                        .out())
                .isEqualTo("ok\n");
    }

    @Test
    void filtersSystemCallsByAFile() throws Exception {
        Path profile = directory.resolve("profile.json");
        Files.writeString(profile, """
                {"defaultAction":"SCMP_ACT_ALLOW","archMap":[{"architecture":"SCMP_ARCH_X86_64",
                 "subArchitectures":["SCMP_ARCH_X86"]}],"syscalls":[
                 {"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO","args":[],"includes":{},"excludes":{}},
                 {"name":"chmod","action":"SCMP_ACT_ERRNO","includes":{"caps":["CAP_SYS_ADMIN"]}}]}""");

        Outcome outcome = yard.script(
                List.of("--security-opt=seccomp=" + profile), "mkdir /d; touch /f && chmod 700 /f && echo changed");

        assertThat(outcome.out()).isEqualTo("changed\n");
        assertThat(outcome.error()).contains("Operation not permitted");
    }

    @Test
    void keepsOnlyTheLogThatIsWanted() throws Exception {
        yard.docker("run", "--network=none", "--name=mute", "--log-driver=none", BOX, "echo", "said")
                .ok();

        Outcome outcome = yard.docker("logs", "mute");

        assertThat(outcome.code()).isNotZero();
        assertThat(outcome.error()).contains("configured logging driver does not support reading");
        assertThat(inspect("mute", "{{.HostConfig.LogConfig.Type}}")).isEqualTo("none");
    }

    @ParameterizedTest
    @CsvSource({
        "--runtime=foo, unknown or invalid runtime name: foo",
        "--gpus=all, DeviceRequests",
        "--storage-opt=size=1g, StorageOpt",
        "--cgroup-parent=x, CgroupParent",
        "--isolation=hyperv, Isolation",
        "--log-driver=syslog, no log driver named 'syslog'",
        "--log-opt=foo=1, unknown log opt 'foo' for json-file log driver",
        "--cpus=900, range of CPUs is from 0.01 to",
        "--cpuset-cpus=900, Requested CPUs are not available",
        "--memory=1m, Minimum memory limit allowed is 6MB",
        "--oom-score-adj=2000, range for oom score adj is",
        "--ulimit=nofile=99999999, this host permits at most",
        "--security-opt=foo=bar, invalid --security-opt 2",
        "--cap-add=FLY, FLY",
        "--platform=linux/s390x, does not match the specified platform",
        "--volume=a:/b:often, invalid mode: often"
    })
    void refusesByName(String option, String words) throws Exception {
        Outcome outcome = yard.docker("create", "--pull=never", option, BOX);

        assertThat(outcome.code()).isNotZero();
        assertThat(outcome.error()).contains(words);
        assertThat(yard.docker("ps", "-aq").ok()).isEmpty();
    }

    @Test
    void warnsAboutWhatIsLeftOut() throws Exception {
        assertThat(yard.docker("create", "--oom-kill-disable", BOX).error())
                .contains("OOM killer is disabled for the container, but no memory limit is set");
    }

    @Test
    void tellsAgainWhatWasAsked() throws Exception {
        yard.docker(
                        "create",
                        "--name=asked",
                        "-v=data:/data:nocopy",
                        "--tmpfs=/t:size=1m",
                        "--mount=type=tmpfs,dst=/u,tmpfs-size=4096",
                        "--entrypoint=echo",
                        "--expose=81",
                        "--stop-timeout=3",
                        "--device=/dev/null",
                        "--ulimit=nofile=10:20",
                        "--restart=on-failure:3",
                        BOX,
                        "word")
                .ok();

        assertThat(inspect("asked", "{{json .HostConfig.Binds}} {{json .HostConfig.Tmpfs}}"))
                .isEqualTo("[\"data:/data:nocopy\"] {\"/t\":\"size=1m\"}");
        assertThat(inspect("asked", "{{json .HostConfig.Mounts}}"))
                .isEqualTo("[{\"Type\":\"tmpfs\",\"Target\":\"/u\",\"TmpfsOptions\":{\"SizeBytes\":4096}}]");
        assertThat(inspect("asked", "{{json .Config.Entrypoint}} {{json .Config.Cmd}} {{json .Config.ExposedPorts}}"))
                .isEqualTo("[\"echo\"] [\"word\"] {\"81/tcp\":{}}");
        assertThat(inspect("asked", "{{.Path}} {{.Args}} {{.Config.StopTimeout}} {{json .HostConfig.Ulimits}}"))
                .isEqualTo("echo [word] 3 [{\"Name\":\"nofile\",\"Hard\":20,\"Soft\":10}]");
        assertThat(inspect("asked", "{{.HostConfig.RestartPolicy}} {{len .Mounts}} {{json .HostConfig.CapAdd}}"))
                .isEqualTo("{on-failure 3} 2 null");
        yard.docker("rm", "asked").ok();
        yard.docker("volume", "rm", "data").ok();
    }

    private static String inspect(String container, String format) throws Exception {
        return yard.docker("inspect", "-f", format, container).ok();
    }

    private static String cgroup(String container, String file) throws Exception {
        return yard.docker("exec", container, "cat", "/sys/fs/cgroup/" + file).ok();
    }
}
