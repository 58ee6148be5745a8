/// The language of Dockerfiles and of `.dockerignore`: text in, values out. Knows no image and starts nothing.
///
/// Start with [dev.onionyard.dockerfile.DockerfileParser], then [dev.onionyard.dockerfile.Instruction] and
/// [dev.onionyard.dockerfile.Expansion].
@NullMarked
@ApplicationModule(allowedDependencies = {"error"})
package dev.onionyard.dockerfile;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
