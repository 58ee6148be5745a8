/// Registries in the browser: which there are, who is signed in, what they have; pull and push.
@NullMarked
package dev.onionyard.web.registries;

import org.jspecify.annotations.NullMarked;
