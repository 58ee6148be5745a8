package dev.onionyard.runtime;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// Linux capabilities (capabilities(7)) as Docker hands them out.
public final class Capabilities {

    private static final String ALL = "ALL";

    /// In the kernel's order: the position is the number.
    private static final List<String> NAMES = List.of(
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_DAC_READ_SEARCH",
            "CAP_FOWNER",
            "CAP_FSETID",
            "CAP_KILL",
            "CAP_SETGID",
            "CAP_SETUID",
            "CAP_SETPCAP",
            "CAP_LINUX_IMMUTABLE",
            "CAP_NET_BIND_SERVICE",
            "CAP_NET_BROADCAST",
            "CAP_NET_ADMIN",
            "CAP_NET_RAW",
            "CAP_IPC_LOCK",
            "CAP_IPC_OWNER",
            "CAP_SYS_MODULE",
            "CAP_SYS_RAWIO",
            "CAP_SYS_CHROOT",
            "CAP_SYS_PTRACE",
            "CAP_SYS_PACCT",
            "CAP_SYS_ADMIN",
            "CAP_SYS_BOOT",
            "CAP_SYS_NICE",
            "CAP_SYS_RESOURCE",
            "CAP_SYS_TIME",
            "CAP_SYS_TTY_CONFIG",
            "CAP_MKNOD",
            "CAP_LEASE",
            "CAP_AUDIT_WRITE",
            "CAP_AUDIT_CONTROL",
            "CAP_SETFCAP",
            "CAP_MAC_OVERRIDE",
            "CAP_MAC_ADMIN",
            "CAP_SYSLOG",
            "CAP_WAKE_ALARM",
            "CAP_BLOCK_SUSPEND",
            "CAP_AUDIT_READ",
            "CAP_PERFMON",
            "CAP_BPF",
            "CAP_CHECKPOINT_RESTORE");

    /// What Docker gives every container.
    public static final Set<String> DEFAULT = Set.of(
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_FSETID",
            "CAP_FOWNER",
            "CAP_MKNOD",
            "CAP_NET_RAW",
            "CAP_SETGID",
            "CAP_SETUID",
            "CAP_SETFCAP",
            "CAP_SETPCAP",
            "CAP_NET_BIND_SERVICE",
            "CAP_SYS_CHROOT",
            "CAP_KILL",
            "CAP_AUDIT_WRITE");

    private Capabilities() {}

    /// The default set with `add` and without `drop`. Names with or without `CAP_`, in any case; `ALL` is
    /// understood.
    ///
    /// @throws InvalidInputException naming what is no capability
    public static Set<String> of(Collection<String> add, Collection<String> drop) {
        Set<String> added = parse(add, "CapAdd");
        Set<String> dropped = parse(drop, "CapDrop");
        var result = new TreeSet<>(dropped.contains(ALL) ? Set.of() : DEFAULT);
        if (added.contains(ALL)) {
            result.addAll(ownBounds());
        }
        result.addAll(added);
        if (!dropped.contains(ALL)) {
            result.removeAll(dropped);
        }
        result.remove(ALL);
        return result;
    }

    /// All that this server may pass on: a process cannot give what it does not have, as in a restricted
    /// virtual machine.
    public static Set<String> ownBounds() {
        return named(bits("CapBnd:"));
    }

    static Set<String> named(long bits) {
        var names = new TreeSet<String>();
        for (int i = 0; i < NAMES.size(); i++) {
            if ((bits >>> i & 1) == 1) {
                names.add(NAMES.get(i));
            }
        }
        return names;
    }

    private static Set<String> parse(Collection<String> names, String option) {
        var result = new TreeSet<String>();
        names.forEach(name -> result.add(parse(name, option)));
        return result;
    }

    private static String parse(String text, String option) {
        String upper = text.toUpperCase(Locale.ROOT);
        if (upper.equals(ALL) || upper.equals("CAP_ALL")) {
            return ALL;
        }
        String name = upper.startsWith("CAP_") ? upper : "CAP_" + upper;
        if (!NAMES.contains(name)) {
            throw new InvalidInputException("invalid " + option + ": unknown capability: \"" + name + "\"");
        }
        return name;
    }

    private static long bits(String field) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith(field)) {
                    return Long.parseUnsignedLong(line.substring(field.length()).strip(), 16);
                }
            }
            return 0;
        } catch (IOException e) {
            throw new UnavailableException("cannot read this server's capabilities: " + e.getMessage(), e);
        }
    }
}
