/// Volumes in the browser: list, one volume, create, remove, clean up. Their files are in `web.files`.
@NullMarked
package dev.onionyard.web.volumes;

import org.jspecify.annotations.NullMarked;
