package dev.onionyard.web.registries;

import dev.onionyard.distribution.RemoteImage;
import dev.onionyard.distribution.RemoteImages;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Platform;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Looks at images that are in registries, for people: also at those that would not run here.
@Component
class RemoteViews {

    private final RemoteImages remote;
    private final Curiosity curiosity;

    RemoteViews(RemoteImages remote, Curiosity curiosity) {
        this.remote = remote;
        this.curiosity = curiosity;
    }

    /// @param platform as people write it, or empty for this host's, or else the first that is offered
    RemoteImage look(ImageReference reference, String platform) {
        curiosity.require(reference.domain());
        if (!platform.isBlank()) {
            return remote.inspect(reference, platformOf(platform), null);
        }
        try {
            return remote.inspect(reference, null, null);
        } catch (NotFoundException e) {
            return remote.inspect(reference, firstOf(reference, e), null);
        }
    }

    private Platform firstOf(ImageReference reference, NotFoundException notHere) {
        List<Platform> offered = remote.distribution(reference, null).platforms();
        if (offered.isEmpty()) {
            throw notHere;
        }
        return offered.getFirst();
    }

    /// `linux/arm64/v8`; null for an empty text.
    static @Nullable Platform platformOf(String text) {
        if (text.isBlank()) {
            return null;
        }
        String[] words = text.strip().split("/", 3);
        String architecture = words.length > 1 ? words[1] : "";
        return new Platform(words[0], architecture, words.length > 2 ? words[2] : null);
    }
}
