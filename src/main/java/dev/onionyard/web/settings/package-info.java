/// One's own settings; users and roles for administrators.
@NullMarked
package dev.onionyard.web.settings;

import org.jspecify.annotations.NullMarked;
