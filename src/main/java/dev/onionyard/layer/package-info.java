/// The layer store: registers a tar as a layer, captures a writable layer, rebuilds the tar bit for bit, and
/// answers from the layer index what is in a layer, what it changes, and what a stack of layers looks like.
///
/// Start with [dev.onionyard.layer.LayerStore].
@NullMarked
@ApplicationModule(
        allowedDependencies = {"error", "progress", "oci", "tar", "linux", "files", "home", "blob", "snapshot"})
package dev.onionyard.layer;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
