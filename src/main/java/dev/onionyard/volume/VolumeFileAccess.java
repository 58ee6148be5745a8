package dev.onionyard.volume;

import dev.onionyard.files.FileAccess;

/// The files of volumes, whether a container uses them or not. Reading is audited as `volume.files.read`,
/// writing as `volume.files.write`.
public interface VolumeFileAccess extends FileAccess {}
