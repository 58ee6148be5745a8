package dev.onionyard.runtime;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A process in a container, its first one or one that enters it (runtime-spec config.md, Process).
///
/// @param env `NAME=value`
/// @param workingDir absolute
/// @param capabilities with their `CAP_` prefix; those of a user other than root are only a bound, as after
///     `execve`
/// @param noNewPrivileges setuid programs and file capabilities give it nothing
/// @param oomScoreAdj -1000 to 1000, or null for the server's own
public record OciProcess(
        List<String> args,
        List<String> env,
        String workingDir,
        boolean terminal,
        OciUser user,
        Set<String> capabilities,
        boolean noNewPrivileges,
        List<Rlimit> rlimits,
        @Nullable Integer oomScoreAdj) {

    public OciProcess {
        args = List.copyOf(args);
        env = List.copyOf(env);
        capabilities = Set.copyOf(capabilities);
        rlimits = List.copyOf(rlimits);
    }

    /// A process without limits of its own.
    public OciProcess(
            List<String> args,
            List<String> env,
            String workingDir,
            boolean terminal,
            OciUser user,
            Set<String> capabilities) {
        this(args, env, workingDir, terminal, user, capabilities, false, List.of(), null);
    }

    /// Who runs it, in the numbers of the image.
    public record OciUser(int uid, int gid, List<Integer> additionalGids) {

        public static final OciUser ROOT = new OciUser(0, 0, List.of());

        public OciUser {
            additionalGids = List.copyOf(additionalGids);
        }
    }

    /// A limit of setrlimit(2).
    ///
    /// @param type `RLIMIT_NOFILE` and the like
    /// @param soft -1 for none, as for `hard`
    public record Rlimit(String type, long soft, long hard) {}
}
