/// The append-only trail of who did what. A row is written before the act and completed after it; nothing in the
/// product changes or deletes one. Start with [AuditTrail].
@NullMarked
@ApplicationModule(allowedDependencies = {"error", "event"})
package dev.onionyard.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
