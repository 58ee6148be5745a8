/// The first page.
@NullMarked
package dev.onionyard.web.overview;

import org.jspecify.annotations.NullMarked;
