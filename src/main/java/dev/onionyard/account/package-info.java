/// Users, roles, tokens and passwords.
@NullMarked
@ApplicationModule(allowedDependencies = {"error", "event", "home", "audit"})
package dev.onionyard.account;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
