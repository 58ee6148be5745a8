/// Users, roles, tokens and passwords. Owns who may sign in; what a role may do is said by the adapters. Start
/// with [Accounts] and [SignIn].
@NullMarked
@ApplicationModule(allowedDependencies = {"error", "event", "home", "audit"})
package dev.onionyard.account;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
