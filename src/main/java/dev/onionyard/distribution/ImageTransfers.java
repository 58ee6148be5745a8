package dev.onionyard.distribution;

import dev.onionyard.image.Image;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Platform;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.registry.Credential;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Moves images between registries and this server. Both are long: run them as jobs, kinds `image.pull` and
/// `image.push`. Progress has one part a layer, with the blob's (pull) or layer's (push) digest as its id and
/// twelve digits of it as its label. Each leaves an audit row and publishes Docker's event.
///
/// Both throw what [dev.onionyard.registry.RegistrySession] throws, with Docker's words, and
/// [java.util.concurrent.CancellationException] when the progress listener does.
public interface ImageTransfers {

    /// What to pull.
    ///
    /// @param reference without tag and digest `latest` is meant
    /// @param platform null for the one this host runs, or whatever the registry has if it has only one
    /// @param credential null for the one that is kept for the registry
    record PullRequest(
            ImageReference reference,
            @Nullable Platform platform,
            @Nullable Credential credential) {

        public static PullRequest of(ImageReference reference) {
            return new PullRequest(reference, null, null);
        }
    }

    /// What was pulled.
    ///
    /// @param reference that was asked for, with its tag or digest
    /// @param digest of the manifest or index that it led to
    /// @param newer whether something changed here: the image is new, or its name moved
    record Pulled(Image image, ImageReference reference, Digest digest, boolean newer) {}

    /// Fetches an image: only layers that are not here, several at once, each verified and stored while it
    /// arrives. The image and its name appear when everything is complete. If it fails or is cancelled, only
    /// parts of large layers remain, which the next pull goes on with.
    ///
    /// A part is `WAITING`, `RECEIVING`, `VERIFYING`, `EXTRACTING` (what arrived last is being written),
    /// `DONE`; or `PRESENT` from the start.
    Pulled pull(PullRequest request, ProgressListener progress) throws IOException;

    /// How layers are compressed that must be sent.
    enum LayerCompression {
        /// Every client reads it.
        GZIP,
        /// Smaller and faster; makes an OCI manifest, which Docker before 23 does not pull.
        ZSTD
    }

    /// What to push.
    ///
    /// @param image name or id of an image here
    /// @param target where to; without tag `latest` is meant
    /// @param credential null for the one that is kept for the registry
    record PushRequest(
            String image,
            ImageReference target,
            LayerCompression compression,
            @Nullable Credential credential) {

        /// An image to where its name says.
        public static PushRequest of(ImageReference name) {
            ImageReference full = name.withDefaultTag();
            return new PushRequest(full.toString(), full, LayerCompression.GZIP, null);
        }
    }

    /// What was pushed.
    ///
    /// @param digest of the manifest
    /// @param manifestBytes length of the manifest
    /// @param sentBytes what went out, manifest and configuration included
    record Pushed(Image image, ImageReference target, Digest digest, long manifestBytes, long sentBytes) {}

    /// Sends an image: only what the registry does not have, looked for under every digest that is known for a
    /// layer, and taken from another repository of that registry where it is there.
    ///
    /// A part is `WAITING`, `READING` (its tar is made again and compressed), `WRITING` (it goes out), `DONE`;
    /// or `PRESENT` if the repository has it, `MOUNTED` if another repository of that registry gave it.
    Pushed push(PushRequest request, ProgressListener progress) throws IOException;
}
