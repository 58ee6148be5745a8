package dev.onionyard.web.files;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Two versions of one path side by side, for the fragment `files/versions`: seed row S7, copy-on-write seen.
///
/// @param path with leading slash
/// @param before null if there was nothing
/// @param after null if it was removed
/// @param beforeDownload where the old bytes are; empty if there are none
/// @param afterDownload where the new bytes are; empty if there are none
public record FileComparison(
        String path,
        @Nullable FileVersion before,
        @Nullable FileVersion after,
        String beforeDownload,
        String afterDownload) {

    /// What to show of the contents.
    public enum View {
        /// No version is a regular file.
        NONE,
        /// The reader may not see contents.
        HIDDEN,
        /// Both versions hold the same bytes.
        SAME,
        TOO_LONG,
        BINARY,
        TEXT
    }

    /// `added`, `changed`, `removed`, or `unchanged` where there is one version that nothing was done to.
    public String sign() {
        return before == null ? "added" : after == null ? "removed" : before.equals(after) ? "unchanged" : "changed";
    }

    public View view() {
        boolean hasFile = before != null && before.isFile() || after != null && after.isFile();
        FileBytes old = bytes(before);
        FileBytes now = bytes(after);
        if (!hasFile || old == null && now == null) {
            return hasFile ? View.HIDDEN : View.NONE;
        }
        if (old instanceof FileBytes.TooLong || now instanceof FileBytes.TooLong) {
            return View.TOO_LONG;
        }
        if (before != null && after != null && !sign().equals("unchanged") && Objects.equals(old, now)) {
            return View.SAME;
        }
        return old instanceof FileBytes.Binary || now instanceof FileBytes.Binary ? View.BINARY : View.TEXT;
    }

    /// The lines of both texts, for [View#TEXT].
    public DiffLines lines() {
        List<String> now = text(after);
        return DiffLines.of(sign().equals("unchanged") ? now : text(before), now);
    }

    /// The first bytes of the old version, for [View#BINARY].
    public List<FileBytes.HexRow> headBefore() {
        return head(before);
    }

    public List<FileBytes.HexRow> headAfter() {
        return head(after);
    }

    private static @Nullable FileBytes bytes(@Nullable FileVersion version) {
        return version == null ? null : version.bytes();
    }

    private static List<String> text(@Nullable FileVersion version) {
        return bytes(version) instanceof FileBytes.Text text ? text.lines() : List.of();
    }

    private static List<FileBytes.HexRow> head(@Nullable FileVersion version) {
        return switch (bytes(version)) {
            case FileBytes.Binary binary -> binary.head();
            case FileBytes.Text text -> FileBytes.head(text);
            case FileBytes.TooLong tooLong -> List.of();
            case null -> List.of();
        };
    }
}
