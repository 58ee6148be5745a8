/// Overlay trees: a writable directory over read-only layers, mounted and unmounted. Knows no images and no containers.
///
/// Start with [dev.onionyard.snapshot.SnapshotStore].
@NullMarked
@ApplicationModule(allowedDependencies = {"error", "home", "linux"})
package dev.onionyard.snapshot;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
