package dev.onionyard.oci;

/// The `schemaVersion` of manifests and indexes.
final class SchemaVersion {

    private static final long TWO = 2;

    private SchemaVersion() {}

    static void requireTwo(JsonFields root) {
        long version = root.number("schemaVersion");
        if (version == 1) {
            throw root.wrong("schemaVersion", "2; schema 1 is too old, save or push the image again with a newer tool");
        }
        if (version != TWO) {
            throw root.wrong("schemaVersion", "2, not " + version);
        }
    }
}
