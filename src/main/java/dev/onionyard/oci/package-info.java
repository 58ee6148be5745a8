/// The words of the OCI image specification as values. Parses and prints them, keeps JSON as the bytes that came in so
/// that digests survive, and does no input or output.
@NullMarked
@ApplicationModule(allowedDependencies = "error")
package dev.onionyard.oci;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
