/// Sign-in, sign-out and the first administrator.
@NullMarked
package dev.onionyard.web.account;

import org.jspecify.annotations.NullMarked;
