/// Networks in the browser: list, one network, create, connect and disconnect, remove, clean up.
@NullMarked
package dev.onionyard.web.networks;

import org.jspecify.annotations.NullMarked;
