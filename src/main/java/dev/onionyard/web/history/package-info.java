/// The audit trail: search and export.
@NullMarked
package dev.onionyard.web.history;

import org.jspecify.annotations.NullMarked;
