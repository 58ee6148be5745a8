/// Images, tags, history, lineage and the onion: the history of an image paired with its layers. Removes what nothing
/// uses any more.
///
/// Start with [dev.onionyard.image.Images] and [dev.onionyard.image.Onion].
@NullMarked
@ApplicationModule(allowedDependencies = {"error", "progress", "event", "home", "oci", "audit", "blob", "layer"})
package dev.onionyard.image;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
