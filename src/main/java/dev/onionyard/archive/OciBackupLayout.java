package dev.onionyard.archive;

import dev.onionyard.layer.Layer;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageIndex;
import dev.onionyard.oci.ImageIndexJson;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Manifest;
import dev.onionyard.oci.ManifestJson;
import dev.onionyard.oci.MediaType;
import dev.onionyard.oci.Platform;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Lays images out as an OCI layout (image-spec image-layout.md) with uncompressed layers: `oci-layout`,
/// `index.json`, then the blobs, each once.
final class OciBackupLayout {

    private static final byte[] VERSION = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.US_ASCII);

    private final Map<String, BackupPart> blobs = new LinkedHashMap<>();
    private final List<Descriptor> index = new ArrayList<>();

    private OciBackupLayout() {}

    static List<BackupPart> parts(List<BackupImage> images) {
        var layout = new OciBackupLayout();
        images.forEach(layout::add);
        images.stream().flatMap(image -> image.layers().stream()).forEach(layout::addLayer);
        var all = new ArrayList<BackupPart>();
        all.add(new BackupPart.Bytes("oci-layout", VERSION));
        all.add(new BackupPart.Bytes(
                OciLayout.INDEX, ImageIndexJson.write(new ImageIndex(MediaType.OCI_INDEX, layout.index))));
        all.addAll(layout.blobs.values());
        return all;
    }

    /// One entry of the index a name; an image without name has one entry.
    private void add(BackupImage backup) {
        byte[] configJson = backup.image().config().json();
        Descriptor config = addBytes(MediaType.OCI_CONFIG, configJson);
        List<Descriptor> layers =
                backup.layers().stream().map(OciBackupLayout::descriptor).toList();
        byte[] json = ManifestJson.write(new Manifest(MediaType.OCI_MANIFEST, config, layers));
        Descriptor manifest = addBytes(MediaType.OCI_MANIFEST, json);
        Platform platform = backup.image().config().content().platform();
        if (backup.tags().isEmpty()) {
            index.add(named(manifest, platform, Map.of()));
        }
        for (ImageReference tag : backup.tags()) {
            index.add(named(
                    manifest,
                    platform,
                    Map.of(LayoutName.CONTAINERD_NAME, tag.toString(), LayoutName.REF_NAME, tag.familiar())));
        }
    }

    private Descriptor addBytes(String mediaType, byte[] content) {
        Digest digest = Digest.of(content);
        String path = BlobDigest.pathOf(digest);
        blobs.putIfAbsent(path, new BackupPart.Bytes(path, content));
        return Descriptor.of(mediaType, digest, content.length);
    }

    private void addLayer(Layer layer) {
        String path = BlobDigest.pathOf(layer.diffId().digest());
        blobs.putIfAbsent(path, new BackupPart.LayerTar(path, layer));
    }

    private static Descriptor descriptor(Layer layer) {
        return Descriptor.of(MediaType.OCI_LAYER, layer.diffId().digest(), layer.tarBytes());
    }

    private static Descriptor named(Descriptor manifest, Platform platform, Map<String, String> annotations) {
        return new Descriptor(manifest.mediaType(), manifest.digest(), manifest.size(), platform, annotations);
    }
}
