package dev.onionyard.archive;

import dev.onionyard.layer.Layer;
import dev.onionyard.tar.TarEntry;

/// One file of a backup. Entries have no time and belong to root, so that the same images give the same bytes.
sealed interface BackupPart {

    String path();

    long size();

    default TarEntry entry() {
        return TarEntry.file(path(), size());
    }

    /// A file whose bytes are at hand.
    record Bytes(String path, byte[] content) implements BackupPart {
        @Override
        public long size() {
            return content.length;
        }
    }

    /// The uncompressed tar of a layer, which is made while it is written.
    record LayerTar(String path, Layer layer) implements BackupPart {
        @Override
        public long size() {
            return layer.tarBytes();
        }
    }
}
