/// Images and trees as files: back up and restore (save, load), import and export of plain file trees.
@NullMarked
@ApplicationModule(
        allowedDependencies = {"error", "progress", "event", "home", "oci", "tar", "audit", "blob", "layer", "image"})
package dev.onionyard.archive;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
