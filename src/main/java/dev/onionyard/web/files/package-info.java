/// Files in the browser, wherever they are: a browser of folders with download and upload, for containers and
/// volumes, and the comparison of two versions of one file.
///
/// Start with [dev.onionyard.web.files.FileBrowser] and [dev.onionyard.web.files.FileComparison].
@NullMarked
package dev.onionyard.web.files;

import org.jspecify.annotations.NullMarked;
