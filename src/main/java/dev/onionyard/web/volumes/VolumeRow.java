package dev.onionyard.web.volumes;

import dev.onionyard.volume.Volume;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A line of the list of volumes.
///
/// @param users names of the containers that have it, running or not
/// @param bytes what it takes on disk, null while it is being measured
record VolumeRow(
        Volume volume, List<String> users, @Nullable Long bytes) {

    /// The name, cut where it was made up.
    public String shownName() {
        return volume.anonymous() ? volume.name().substring(0, 12) + "…" : volume.name();
    }

    boolean matches(String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        return volume.name().toLowerCase(Locale.ROOT).contains(wanted)
                || users.stream().anyMatch(user -> user.contains(wanted))
                || volume.labels().entrySet().stream()
                        .anyMatch(label -> (label.getKey() + "=" + label.getValue()).contains(wanted));
    }

    VolumeRow measured(@Nullable Long size) {
        return new VolumeRow(volume, users, size);
    }
}
