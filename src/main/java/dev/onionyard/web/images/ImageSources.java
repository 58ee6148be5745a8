package dev.onionyard.web.images;

import dev.onionyard.build.BuildRecord;
import dev.onionyard.build.Builds;
import dev.onionyard.image.Image;
import dev.onionyard.image.Lineage;
import dev.onionyard.image.Onion;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Finds what an image and its rings were built from.
@Component
class ImageSources {

    private final Builds builds;

    ImageSources(Builds builds) {
        this.builds = builds;
    }

    /// @param index of the ring in the history
    Optional<RingSource> ofRing(Image image, int index) {
        return Optional.ofNullable(builds.stepsOf(image.id()).get(index))
                .map(built -> RingSource.of(built, builds.logOf(built.step())));
    }

    DockerfileText dockerfile(Image image, Onion onion, Lineage lineage) {
        return builds.ofImage(image.id())
                .map(ImageSources::known)
                .orElseGet(() -> DockerfileText.reconstruct(onion, lineage));
    }

    private static DockerfileText known(BuildRecord build) {
        return new DockerfileText(build.dockerfile(), false, build.id());
    }
}
