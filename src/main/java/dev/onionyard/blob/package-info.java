/// Content-addressed bytes: image JSON, manifests, compressed layers worth keeping.
///
/// Start with [dev.onionyard.blob.BlobStore].
@NullMarked
@ApplicationModule(allowedDependencies = {"error", "home", "oci"})
package dev.onionyard.blob;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
