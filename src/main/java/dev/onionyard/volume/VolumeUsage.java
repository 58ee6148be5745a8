package dev.onionyard.volume;

import java.util.List;

/// Who uses a volume. Implemented by what mounts volumes.
public interface VolumeUsage {

    /// Names of the containers, running or not, that have the volume.
    List<String> containersUsing(String volumeName);
}
