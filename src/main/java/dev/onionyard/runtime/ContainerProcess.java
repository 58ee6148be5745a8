package dev.onionyard.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Asks the kernel about a container's first process, by the number that was written down when it began.
/// Numbers are used again, so the control group has to fit too.
record ContainerProcess(String containerId, int pid) {

    private static final int STATE = 0;
    private static final int PARENT = 1;

    /// Whether it is still there and has not ended.
    boolean isAlive() {
        return read("cgroup").contains(containerId) && !"ZX".contains(stat(STATE));
    }

    /// Whether a conmon is its parent. One whose conmon has died has been given to another process.
    boolean hasMonitor() {
        return isAlive() && readOf(stat(PARENT), "comm").strip().equals("conmon");
    }

    /// A field of proc_pid_stat(5), counted from the one after the name, which may hold anything.
    private String stat(int field) {
        String text = read("stat");
        String[] fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ");
        return field < fields.length ? fields[field] : "";
    }

    private String read(String file) {
        return readOf(Integer.toString(pid), file);
    }

    private static String readOf(String process, String file) {
        try {
            return Files.readString(Path.of("/proc", process, file));
        } catch (IOException e) {
            // It has ended.
            return "";
        }
    }
}
