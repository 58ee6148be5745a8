/// Where the server keeps its files. Owns the home directory, the run directory and the lock that lets only one
/// server work on them. What lies below is written by the modules that `docs/storage-layout.md` names.
@NullMarked
@ApplicationModule(allowedDependencies = "error")
package dev.onionyard.home;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
