package dev.onionyard.distribution;

import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Platform;
import dev.onionyard.registry.Credential;
import dev.onionyard.registry.NamePage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Looks at what registries have without fetching it. Nothing is changed and nothing audited, except by
/// [#delete].
///
/// All methods throw what [dev.onionyard.registry.RegistrySession] throws. A null credential means the one that
/// is kept for the registry.
public interface RemoteImages {

    /// An image from its manifest and configuration, its layers marked that are here.
    ///
    /// @param platform null for the one this host runs, or whatever the registry has if it has only one
    RemoteImage inspect(ImageReference reference, @Nullable Platform platform, @Nullable Credential credential);

    /// What a name leads to now, by a question that costs next to nothing: compare its digest with
    /// [dev.onionyard.image.ImageOrigins.Origin] to see whether the tag has moved. Empty if it is not there any
    /// more.
    Optional<Descriptor> find(ImageReference reference, @Nullable Credential credential);

    /// What the registry says about a name: the manifest or index itself and the platforms it is for.
    Distribution distribution(ImageReference reference, @Nullable Credential credential);

    /// Docker's `/distribution/{name}/json`.
    record Distribution(Descriptor descriptor, List<Platform> platforms) {

        public Distribution {
            platforms = List.copyOf(platforms);
        }
    }

    /// A page of a repository's tags, in the registry's order.
    ///
    /// @param after [NamePage#next] of the page before, or empty
    NamePage tags(ImageReference repository, String after, int limit, @Nullable Credential credential);

    /// A page of a registry's repositories, as paths. Many registries do not list theirs and refuse.
    ///
    /// @param host as in references
    NamePage repositories(String host, String after, int limit, @Nullable Credential credential);

    /// Repositories whose name contains `term`, from all known registries that list theirs, or from the one that
    /// `term` begins with (`localhost:5000/app`); in full, with host.
    ///
    /// @throws dev.onionyard.error.UnavailableException if no known registry lists its repositories
    List<String> search(String term, int limit, @Nullable Credential credential);

    /// Removes what a tag names, and with it all tags that name the same; audited. Many registries refuse.
    void delete(ImageReference reference);
}
