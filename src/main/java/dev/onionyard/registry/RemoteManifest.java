package dev.onionyard.registry;

import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.MediaType;

/// A manifest or index as a registry sent it.
///
/// @param mediaType one of [MediaType]
/// @param json byte for byte; do not change it
@SuppressWarnings("ArrayRecordComponent") // made once, read at once
public record RemoteManifest(String mediaType, Digest digest, byte[] json) {

    public boolean isIndex() {
        return MediaType.isIndex(mediaType);
    }

    public Descriptor descriptor() {
        return Descriptor.of(mediaType, digest, json.length);
    }
}
