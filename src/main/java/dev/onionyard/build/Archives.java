package dev.onionyard.build;

import java.io.BufferedInputStream;
import java.io.IOException;

/// Local archives that `ADD` extracts.
final class Archives {

    private Archives() {}

    /// Whether a file is a tar, plain or compressed. Only a whole look tells: names say nothing.
    static boolean isArchive(SourceTree tree, SourceEntry file) {
        if (file.kind() != SourceEntry.Kind.FILE || file.size() == 0) {
            return false;
        }
        try (BufferedInputStream plain = open(tree, file)) {
            return ArchiveStreams.isTar(plain);
        } catch (IOException | dev.onionyard.error.InvalidInputException e) {
            // Compressed, but not whole: copied as it is, as in Docker.
            return false;
        }
    }

    static BufferedInputStream open(CopyItem item) throws IOException {
        return open(item.tree(), item.entry());
    }

    private static BufferedInputStream open(SourceTree tree, SourceEntry file) throws IOException {
        return ArchiveStreams.plain(tree.open(file));
    }
}
