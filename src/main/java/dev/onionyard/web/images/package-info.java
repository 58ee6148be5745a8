/// Images in the browser: the list, the page of one image with its onion, the files of its layers, backups,
/// restores.
///
/// Start with [dev.onionyard.web.images.OnionFigure], which other areas draw too, and with `templates/images`.
@NullMarked
package dev.onionyard.web.images;

import org.jspecify.annotations.NullMarked;
