package dev.onionyard.web.registries;

import dev.onionyard.distribution.RemoteImage;
import dev.onionyard.distribution.RemoteImage.RemoteLayer;
import dev.onionyard.distribution.RemoteImage.RemoteStep;
import dev.onionyard.oci.Platform;
import dev.onionyard.web.images.OnionFigure;
import dev.onionyard.web.images.OnionFigure.Ring;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that the page of an image in a registry tells.
///
/// @param selected the step whose detail is shown
record RemoteStory(RemoteImage image, List<RemoteStep> steps, OnionFigure figure, Ring selected) {

    /// @param step index of the wished step; what does not exist means the newest
    static RemoteStory of(RemoteImage image, int step) {
        OnionFigure figure = OnionFigure.of(image);
        List<Ring> rings = figure.rings();
        int index = step >= 0 && step < rings.size() ? step : rings.size() - 1;
        return new RemoteStory(image, image.steps(), figure, rings.get(index));
    }

    public String name() {
        return image.reference().familiar();
    }

    public @Nullable RemoteLayer layerOf(Ring ring) {
        return steps.get(ring.index()).layer();
    }

    public Platform platform() {
        return image.config().content().platform();
    }

    public boolean runsHere() {
        return Platform.host().accepts(platform());
    }

    /// Where the rings lead; the step is appended.
    public String address() {
        return "/registries/-/image?name=" + encoded(image.reference().toString()) + "&platform="
                + encoded(platform().toString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
