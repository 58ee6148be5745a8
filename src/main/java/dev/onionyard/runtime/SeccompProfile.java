package dev.onionyard.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// Docker's default seccomp profile (docs.docker.com/engine/security/seccomp) for a set of capabilities, in the
/// shape of runtime-spec config-linux.md, Seccomp. What is not allowed fails with EPERM.
final class SeccompProfile {

    private static final int EPERM = 1;
    private static final int ENOSYS = 38;

    /// CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET: `clone` must not make namespaces.
    private static final long NAMESPACE_FLAGS = 0x7E020000L;

    private static final int AF_VSOCK = 40;

    private static final List<Long> HARMLESS_PERSONALITIES = List.of(0L, 8L, 0x20000L, 0x20008L, 0xFFFFFFFFL);

    private static final Map<String, List<String>> BY_CAPABILITY = Map.ofEntries(
            Map.entry("CAP_DAC_READ_SEARCH", List.of("open_by_handle_at")),
            Map.entry(
                    "CAP_SYS_ADMIN",
                    List.of(
                            "bpf",
                            "clone",
                            "clone3",
                            "fanotify_init",
                            "fsconfig",
                            "fsmount",
                            "fsopen",
                            "fspick",
                            "listmount",
                            "lookup_dcookie",
                            "lsm_get_self_attr",
                            "lsm_list_modules",
                            "lsm_set_self_attr",
                            "mount",
                            "mount_setattr",
                            "move_mount",
                            "open_tree",
                            "perf_event_open",
                            "quotactl",
                            "quotactl_fd",
                            "setdomainname",
                            "sethostname",
                            "setns",
                            "statmount",
                            "syslog",
                            "umount",
                            "umount2",
                            "unshare")),
            Map.entry("CAP_SYS_BOOT", List.of("reboot")),
            Map.entry("CAP_SYS_CHROOT", List.of("chroot")),
            Map.entry("CAP_SYS_MODULE", List.of("delete_module", "finit_module", "init_module")),
            Map.entry("CAP_SYS_PACCT", List.of("acct")),
            Map.entry("CAP_SYS_PTRACE", List.of("kcmp", "pidfd_getfd", "process_madvise")),
            Map.entry("CAP_SYS_RAWIO", List.of("ioperm", "iopl")),
            Map.entry("CAP_SYS_TIME", List.of("clock_settime", "clock_settime64", "settimeofday", "stime")),
            Map.entry("CAP_SYS_TTY_CONFIG", List.of("vhangup")),
            Map.entry("CAP_SYS_NICE", List.of("get_mempolicy", "mbind", "set_mempolicy", "set_mempolicy_home_node")),
            Map.entry("CAP_SYSLOG", List.of("syslog")),
            Map.entry("CAP_BPF", List.of("bpf")),
            Map.entry("CAP_PERFMON", List.of("perf_event_open")));

    private static final List<String> ALLOWED = readAllowed();

    private SeccompProfile() {}

    /// The `linux.seccomp` object for this machine's processor.
    static Map<String, Object> forCapabilities(Set<String> capabilities) {
        var rules = new ArrayList<Map<String, Object>>();
        rules.add(allow(ALLOWED));
        addArchitectureCalls(rules);
        for (long personality : HARMLESS_PERSONALITIES) {
            rules.add(allowIf("personality", argument(0, personality, "SCMP_CMP_EQ")));
        }
        rules.add(allowIf("socket", argument(0, AF_VSOCK, "SCMP_CMP_NE")));
        var more = new TreeSet<String>();
        capabilities.forEach(capability -> more.addAll(BY_CAPABILITY.getOrDefault(capability, List.of())));
        if (!more.isEmpty()) {
            rules.add(allow(List.copyOf(more)));
        }
        if (!capabilities.contains("CAP_SYS_ADMIN")) {
            rules.add(allowIf("clone", maskedZero(0, NAMESPACE_FLAGS)));
            // The flags of clone3 lie in memory that a filter cannot see. ENOSYS makes the C library fall back
            // to clone.
            rules.add(Map.of("names", List.of("clone3"), "action", "SCMP_ACT_ERRNO", "errnoRet", ENOSYS));
        }
        return Map.of(
                "defaultAction",
                "SCMP_ACT_ERRNO",
                "defaultErrnoRet",
                EPERM,
                "architectures",
                architectures(),
                "syscalls",
                List.copyOf(rules));
    }

    private static boolean arm() {
        return System.getProperty("os.arch").equals("aarch64");
    }

    private static List<String> architectures() {
        return arm()
                ? List.of("SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM")
                : List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32");
    }

    private static void addArchitectureCalls(List<Map<String, Object>> rules) {
        rules.add(allow(
                arm()
                        ? List.of(
                                "arm_fadvise64_64",
                                "arm_sync_file_range",
                                "breakpoint",
                                "cacheflush",
                                "set_tls",
                                "sync_file_range2")
                        : List.of("arch_prctl", "modify_ldt")));
    }

    private static Map<String, Object> allow(List<String> names) {
        return Map.of("names", names, "action", "SCMP_ACT_ALLOW");
    }

    private static Map<String, Object> allowIf(String name, Map<String, Object> argument) {
        return Map.of("names", List.of(name), "action", "SCMP_ACT_ALLOW", "args", List.of(argument));
    }

    private static Map<String, Object> argument(int index, long value, String comparison) {
        return Map.of("index", index, "value", value, "op", comparison);
    }

    private static Map<String, Object> maskedZero(int index, long mask) {
        return Map.of("index", index, "value", mask, "valueTwo", 0, "op", "SCMP_CMP_MASKED_EQ");
    }

    private static List<String> readAllowed() {
        try (InputStream in = SeccompProfile.class.getResourceAsStream("seccomp-allowed.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
            return text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> List.of(line.split(" ")).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
