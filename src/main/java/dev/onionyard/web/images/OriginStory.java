package dev.onionyard.web.images;

import dev.onionyard.distribution.RemoteImages;
import dev.onionyard.error.EngineException;
import dev.onionyard.image.ImageOrigins;
import dev.onionyard.image.ImageOrigins.Origin;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.ImageId;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Tells from which registries an image is known, and when asked, whether they still mean it by its name.
@Component
class OriginStory {

    /// Dead registries take their time to say nothing.
    private static final int MOST_ASKED = 5;

    private final ImageOrigins origins;
    private final RemoteImages remote;

    OriginStory(ImageOrigins origins, RemoteImages remote) {
        this.origins = origins;
        this.remote = remote;
    }

    /// What the registry's tag means now.
    enum State {
        /// Nobody asked.
        UNASKED,
        SAME,
        MOVED,
        /// There is no such tag any more.
        GONE,
        /// The registry did not say.
        SILENT
    }

    /// @param detail what the tag means now, or why the registry did not say; or empty
    record Place(Origin origin, State state, String detail) {

        public String name() {
            return origin.name().familiar();
        }

        /// A digest never means anything else.
        public boolean mayMove() {
            return !origin.tag().isEmpty();
        }
    }

    /// @param ask the registries, a few of the newest
    List<Place> of(ImageId image, boolean ask) {
        List<Origin> known = origins.of(image);
        return known.stream()
                .map(origin -> ask && known.indexOf(origin) < MOST_ASKED
                        ? asked(origin)
                        : new Place(origin, State.UNASKED, ""))
                .toList();
    }

    private Place asked(Origin origin) {
        try {
            Optional<Descriptor> now = remote.find(origin.name(), null);
            if (now.isEmpty()) {
                return new Place(origin, State.GONE, "");
            }
            boolean same = now.get().digest().equals(origin.reference().digest());
            return new Place(
                    origin, same ? State.SAME : State.MOVED, now.get().digest().shortForm());
        } catch (EngineException e) {
            return new Place(origin, State.SILENT, String.valueOf(e.getMessage()));
        }
    }
}
