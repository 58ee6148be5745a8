package dev.onionyard.registry;

import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// A conversation with one registry in somebody's name. Signs in when it is asked to, tries again after
/// failures that pass (cut connections, 429, 5xx), follows redirects without taking the credential to another
/// host. Holds nothing that must be closed. Safe for use by several threads.
///
/// References name a repository of this registry; their domain is not looked at. All methods throw
/// [dev.onionyard.error.UnavailableException] if the registry cannot be reached or fails,
/// [dev.onionyard.error.InvalidInputException] if it refuses the credential or answers nonsense, and
/// [dev.onionyard.error.NotFoundException] if the repository is not there, each with Docker's words where
/// Docker has some.
public interface RegistrySession {

    /// Manifests larger than this are refused, in bytes.
    int MANIFEST_LIMIT = 4 << 20;

    /// This session, sign-in and all, for other work, which may go on when this one's is cancelled.
    RegistrySession during(ProgressListener work);

    /// Asks whether the registry is there and takes the credential (`GET /v2/`).
    void ping();

    /// What a tag or digest names now, without its content; empty if there is no such manifest.
    Optional<Descriptor> findManifest(ImageReference reference);

    /// The manifest or index that a tag or digest names; its digest is checked. No platform is chosen here.
    ///
    /// @throws dev.onionyard.error.NotFoundException if there is none
    RemoteManifest manifest(ImageReference reference);

    /// A small blob as a whole, digest and size checked: an image configuration.
    byte[] document(ImageReference repository, Descriptor blob);

    /// A blob's bytes from `offset` on; the caller closes it. After a cut it goes on where it was. Exactly
    /// [Descriptor#size] bytes end the stream, fewer or more are an error when they are read. The digest is for
    /// the caller to check, who may have the first bytes from elsewhere.
    InputStream openBlob(ImageReference repository, Descriptor blob, long offset) throws IOException;

    boolean hasBlob(ImageReference repository, Digest blob);

    /// Makes a blob that the registry has in another of its repositories known in `repository`, without sending
    /// it.
    ///
    /// @param from path of the other repository
    /// @return whether it did; otherwise the blob must be uploaded
    boolean mount(ImageReference repository, Digest blob, String from);

    /// Sends a blob. After a cut only the rest is sent, if the registry can say how much it has.
    ///
    /// @param progress advanced by the bytes that went out
    void upload(ImageReference repository, Descriptor blob, BlobContent content, ProgressListener progress)
            throws IOException;

    /// Stores a manifest or index under the reference's tag, or under its digest if it has no tag.
    ///
    /// @return its digest, as the registry says, which is the one of the bytes
    Digest putManifest(ImageReference reference, String mediaType, byte[] json);

    /// Removes a manifest, if the registry permits it.
    ///
    /// @param reference with a digest: registries do not remove by tag
    void deleteManifest(ImageReference reference);

    /// A page of a repository's tags, as the registry sorts them.
    ///
    /// @param after [NamePage#next] of the page before, or empty
    NamePage tags(ImageReference repository, String after, int limit);

    /// A page of the registry's repositories, of those that it lists.
    ///
    /// @param after [NamePage#next] of the page before, or empty
    NamePage repositories(String after, int limit);

    /// Bytes that can be read again, from anywhere.
    interface BlobContent {

        /// From `offset` to the end; closed by whoever opens it.
        InputStream open(long offset) throws IOException;
    }
}
