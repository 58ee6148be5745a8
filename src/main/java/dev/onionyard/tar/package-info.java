/// Reads and writes tar streams (ustar, PAX, GNU; xattrs, sparse files) and tells compression by magic bytes. Pure
/// streams: no file system, no privilege.
///
/// Start with [dev.onionyard.tar.TarReader] and [dev.onionyard.tar.TarWriter].
@NullMarked
@ApplicationModule(allowedDependencies = {"error"})
package dev.onionyard.tar;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
