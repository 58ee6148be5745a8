package dev.onionyard.archive;

import dev.onionyard.image.Image;
import dev.onionyard.layer.Layer;
import dev.onionyard.oci.ImageReference;
import java.util.List;

/// An image that is to be backed up.
///
/// @param tags the names that go along
record BackupImage(Image image, List<Layer> layers, List<ImageReference> tags) {}
