/// Onionyard: one module a package, arrows only downwards. Start with `docs/architecture.md`.
@NullMarked
package dev.onionyard;

import org.jspecify.annotations.NullMarked;
