/// Everything that needs a Linux kernel, through one native call, `syscall(2)`: rooted path resolution, ownership,
/// xattrs,
/// device nodes, mounts, sockets, child processes, control groups.
@NullMarked
@ApplicationModule(allowedDependencies = {"error"})
package dev.onionyard.linux;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
