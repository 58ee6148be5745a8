/// The files of one tree: looked at, listed, read and written, as tars or one by one, with every symbolic link
/// resolved inside the tree. Knows no containers and no volumes; those who have trees hand them out as a
/// [dev.onionyard.files.FileAccess].
///
/// Start with [dev.onionyard.files.FileTree].
@NullMarked
@ApplicationModule(allowedDependencies = {"error", "progress", "linux", "tar"})
package dev.onionyard.files;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
