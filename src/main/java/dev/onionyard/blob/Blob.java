package dev.onionyard.blob;

import dev.onionyard.oci.Digest;

/// A stored blob.
///
/// @param size in bytes
public record Blob(Digest digest, long size) {}
