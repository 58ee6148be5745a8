package dev.onionyard.linux;

import java.nio.file.Path;
import java.util.List;

/// One line of `/proc/self/mountinfo`.
///
/// @param root the part of the file system that is mounted, for example of a bind mount
/// @param superOptions of the file system, for overlay its directories
public record Mount(
        int id, int parentId, String root, Path mountPoint, String fileSystem, String source, String superOptions) {

    private static final int ROOT = 3;
    private static final int MOUNT_POINT = 4;

    /// Parses the text of mountinfo (proc_pid_mountinfo(5)).
    static List<Mount> parseAll(String mountinfo) {
        return mountinfo.lines().map(Mount::parse).toList();
    }

    private static Mount parse(String line) {
        String[] fields = line.split(" ");
        int separator = ROOT;
        // Optional fields, as many as there are, end with a single hyphen.
        while (!fields[separator].equals("-")) {
            separator++;
        }
        return new Mount(
                Integer.parseInt(fields[0]),
                Integer.parseInt(fields[1]),
                unescape(fields[ROOT]),
                Path.of(unescape(fields[MOUNT_POINT])),
                fields[separator + 1],
                unescape(fields[separator + 2]),
                fields[separator + 3]);
    }

    /// Space, tab, newline and backslash are written as three octal digits.
    private static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        var plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && i + 3 < text.length()) {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString();
    }
}
