package dev.onionyard.archive;

import dev.onionyard.archive.ArchiveMember.LayerBlob;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.image.LayerBlobs;
import dev.onionyard.image.LayerLeases;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.Platform;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Restores the images of an archive in three steps: read the whole stream while layers go to the store; find
/// out what the images are and check everything; commit the layers and register the images. Only the last step
/// makes anything visible, and layers that it committed go again with its lease if it fails.
@Component
class ImageRestorer {

    private final LayerStore store;
    private final LayerBlobs blobs;
    private final LayerLeases leases;
    private final Images images;

    ImageRestorer(LayerStore store, LayerBlobs blobs, LayerLeases leases, Images images) {
        this.store = store;
        this.blobs = blobs;
        this.leases = leases;
        this.images = images;
    }

    List<Image> restore(InputStream archive, ProgressListener progress) throws IOException {
        progress.phase(Phase.RECEIVING);
        try (LayerLeases.Lease lease = leases.open();
                ArchiveMembers members = ArchiveReader.read(archive, store, blobs, progress)) {
            progress.phase(Phase.VERIFYING);
            List<ArchivedImage> found = imagesIn(members);
            for (ArchivedImage image : found) {
                checkLayers(image, members);
            }
            progress.checkCancelled();
            var stacks = new LayerStacker(store, members, lease);
            List<Images.NewImage> complete = stacks.complete(found);
            List<Image> restored = images.registerAll(complete);
            progress.phase(Phase.DONE);
            return restored;
        }
    }

    private static List<ArchivedImage> imagesIn(ArchiveMembers members) {
        if (members.contains(DockerManifest.PATH)) {
            return withParentsOfThisArchive(DockerManifest.read(members));
        }
        if (members.contains(OciLayout.INDEX)) {
            return OciLayout.read(members, Platform.host());
        }
        if (members.contains("repositories")) {
            throw new InvalidInputException(
                    "cannot read archive: it has only the \"repositories\" file of Docker before"
                            + " 1.10; load it into a newer Docker and save it again");
        }
        throw new InvalidInputException("cannot read archive: it has neither manifest.json (docker-archive) nor"
                + " index.json (OCI layout); a tar of files can be imported instead");
    }

    /// As dockerd does it: a parent counts if it is in the same archive and this image stands on its layers.
    private static List<ArchivedImage> withParentsOfThisArchive(List<ArchivedImage> images) {
        Map<ImageId, ArchivedImage> byId = images.stream()
                .collect(Collectors.toMap(image -> image.config().id(), Function.identity(), (first, same) -> first));
        return images.stream()
                .map(image -> isParent(image.parent() == null ? null : byId.get(image.parent()), image)
                        ? image
                        : new ArchivedImage(image.config(), image.layers(), image.tags(), null))
                .toList();
    }

    private static boolean isParent(@Nullable ArchivedImage parent, ArchivedImage image) {
        if (parent == null || parent.config().id().equals(image.config().id())) {
            return false;
        }
        int depth = parent.config().diffIds().size();
        return depth <= image.config().diffIds().size()
                && parent.config().diffIds().equals(image.config().diffIds().subList(0, depth));
    }

    /// Compares each layer with the diff id that the configuration has for it, and with the digest in its name.
    private static void checkLayers(ArchivedImage image, ArchiveMembers members) throws IOException {
        for (int i = 0; i < image.layers().size(); i++) {
            String path = image.layers().get(i);
            LayerBlob layer = members.layer(path);
            DiffId actual = diffId(path, layer);
            DiffId expected = image.config().diffIds().get(i);
            if (!actual.equals(expected)) {
                throw new InvalidInputException("cannot restore layer \"" + path + "\": its diff id is \"" + actual
                        + "\", but the configuration says \"" + expected + "\"");
            }
            BlobDigest.check(path, layer.digest() == null ? actual.digest() : layer.digest());
        }
    }

    private static DiffId diffId(String path, LayerBlob layer) throws IOException {
        try {
            return layer.staged().diffId();
        } catch (InvalidInputException e) {
            throw ArchiveReader.about(path, e);
        }
    }
}
