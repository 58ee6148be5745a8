package dev.onionyard.web.files;

import dev.onionyard.files.FileFacts;
import dev.onionyard.layer.LayerEntry;
import dev.onionyard.layer.LayerTrees;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One version of a file: what a layer, or a container's writable layer, has at a path.
///
/// @param place where it lies: the number of a step or of a layer, from 1; 0 for the writable layer
/// @param kind of file, in lower case with hyphens
/// @param mode as `ls -l` prints it
/// @param target of a link, else empty
/// @param bytes what is in it; null if it holds none or the reader may not see it
public record FileVersion(
        int place,
        String kind,
        long size,
        String mode,
        String owner,
        Instant modified,
        String target,
        @Nullable FileBytes bytes) {

    /// Opens the content of a version; the reader closes it.
    public interface Opening {
        java.io.InputStream open();
    }

    /// @param opening null if nobody shall see the content
    public static FileVersion of(LayerTrees.Version version, int place, @Nullable Opening opening) {
        LayerEntry entry = version.entry();
        boolean isFile = entry.kind() == LayerEntry.Kind.FILE || entry.kind() == LayerEntry.Kind.HARD_LINK;
        return new FileVersion(
                place,
                word(entry.kind()),
                entry.size(),
                FileMode.symbolic(entry.mode()),
                entry.uid() + ":" + entry.gid(),
                entry.modified(),
                entry.kind() == LayerEntry.Kind.SYMLINK ? entry.linkTarget() : "",
                isFile && opening != null ? FileBytes.read(entry.size(), opening) : null);
    }

    /// The version in a writable layer.
    ///
    /// @param opening null if nobody shall see the content
    public static FileVersion of(FileFacts facts, @Nullable Opening opening) {
        boolean isFile = facts.kind() == FileFacts.Kind.FILE;
        return new FileVersion(
                0,
                word(facts.kind()),
                isFile ? facts.size() : 0,
                FileMode.symbolic(facts.mode()),
                facts.uid() + ":" + facts.gid(),
                facts.modified(),
                facts.target(),
                isFile && opening != null ? FileBytes.read(facts.size(), opening) : null);
    }

    /// Whether there are bytes to download.
    public boolean isFile() {
        return kind.equals("file") || kind.equals("hard-link");
    }

    private static String word(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
