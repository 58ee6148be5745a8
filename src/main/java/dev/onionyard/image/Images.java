package dev.onionyard.image;

import dev.onionyard.layer.LayerId;
import dev.onionyard.oci.ChainId;
import dev.onionyard.oci.ImageConfig;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The images of this server. Each mutating method leaves an audit row and publishes Docker's event, except
/// [#register], whose callers (restore, import, commit) are the audited act.
public interface Images {

    /// Stores an image whose layers are already in the layer store; bytes first, then one transaction.
    /// Registering an image that is already here changes nothing but adds `tags`, which move to it from other
    /// images.
    ///
    /// Whoever brings the layers holds a lease ([LayerLeases]) from before they are registered until this
    /// returns.
    ///
    /// @param layers bottom first, with the diff ids of `config`
    default Image register(
            ImageConfig config,
            List<LayerId> layers,
            List<ImageReference> tags,
            Image.Origin origin,
            @Nullable ImageId parent) {
        return registerAll(List.of(new NewImage(config, layers, tags, origin, parent)))
                .getFirst();
    }

    /// Stores several images as [#register] does, all of them or none.
    List<Image> registerAll(List<NewImage> images);

    /// An image whose layers are in the layer store, bottom first.
    record NewImage(
            ImageConfig config,
            List<LayerId> layers,
            List<ImageReference> tags,
            Image.Origin origin,
            @Nullable ImageId parent) {

        public NewImage {
            layers = List.copyOf(layers);
            tags = List.copyOf(tags);
        }
    }

    /// Finds by full id (with or without `sha256:`), unambiguous id prefix, or name (`repo`, `repo:tag`).
    ///
    /// @throws dev.onionyard.error.InvalidInputException if a short id fits several images
    Optional<Image> find(String nameOrId);

    /// As [#find].
    ///
    /// @throws dev.onionyard.error.NotFoundException with Docker's words: `No such image: …`
    Image get(String nameOrId);

    Image get(ImageId id);

    List<Image> all();

    /// A number that grows with every change to images and their names: what was read at one number is true while it
    /// stays.
    long changes();

    ImagePage search(ImageQuery query);

    /// Points `tag` at the image, taking it from another image if need be.
    void tag(ImageId image, ImageReference tag);

    /// Removes a tag, a tagged image or an image by id, as `docker rmi` does: a name that is not the image's
    /// last only loses the name. An image that a container or a child image uses is kept.
    ///
    /// @param force untag all names although the id was given, or although a stopped container uses it
    /// @throws dev.onionyard.error.ConflictException naming the containers or child images that use it
    Removal remove(String nameOrId, boolean force);

    /// What removal did.
    ///
    /// @param deletedChains the stacks that no image has any more, topmost first: Docker lists them
    record Removal(
            List<ImageReference> untagged,
            List<ImageId> deletedImages,
            List<LayerId> deletedLayers,
            List<ChainId> deletedChains,
            long freedBytes) {

        /// Without chains.
        public Removal(
                List<ImageReference> untagged,
                List<ImageId> deletedImages,
                List<LayerId> deletedLayers,
                long freedBytes) {
            this(untagged, deletedImages, deletedLayers, List.of(), freedBytes);
        }
    }

    /// Removes the images that `chosen` accepts and that neither a container nor a child image uses. Audited as
    /// `image.prune`.
    List<Removal> prune(Predicate<Image> chosen);

    /// What [#remove] would meet, for the question before it: names, size that would be freed, who depends on
    /// it.
    Dependants dependants(ImageId image);

    /// Who depends on an image.
    ///
    /// @param freedBytes bytes on disk that only this image needs
    record Dependants(List<String> containers, List<Image> children, long freedBytes) {}
}
