/// Everything that needs a Linux kernel, through one native call, `syscall(2)`: rooted path resolution, ownership,
/// xattrs, device nodes, mounts, sockets, network namespaces, control groups; and child processes.
///
/// Start with [dev.onionyard.linux.RootedDirectory], [dev.onionyard.linux.Mounts] and
/// [dev.onionyard.linux.ChildProcess].
@NullMarked
@ApplicationModule(allowedDependencies = {"error"})
package dev.onionyard.linux;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
