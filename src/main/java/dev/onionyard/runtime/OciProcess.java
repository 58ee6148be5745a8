package dev.onionyard.runtime;

import java.util.List;
import java.util.Set;

/// A process in a container, its first one or one that enters it (runtime-spec config.md, Process).
///
/// @param env `NAME=value`
/// @param workingDir absolute
/// @param capabilities with their `CAP_` prefix; those of a user other than root are only a bound, as after
///     `execve`
public record OciProcess(
        List<String> args,
        List<String> env,
        String workingDir,
        boolean terminal,
        OciUser user,
        Set<String> capabilities) {

    public OciProcess {
        args = List.copyOf(args);
        env = List.copyOf(env);
        capabilities = Set.copyOf(capabilities);
    }

    /// Who runs it, in the numbers of the image.
    public record OciUser(int uid, int gid, List<Integer> additionalGids) {

        public static final OciUser ROOT = new OciUser(0, 0, List.of());

        public OciUser {
            additionalGids = List.copyOf(additionalGids);
        }
    }
}
