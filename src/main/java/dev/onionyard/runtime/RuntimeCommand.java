package dev.onionyard.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How the OCI runtime of this host is called.
///
/// @param name `crun` or `runc`
/// @param program the runtime, or a wrapper around it
/// @param forExec the same for `exec`, which makes no control groups, so that hiding the host's costs less
/// @param options before the command
/// @param stateRoot where it keeps what it knows about containers
record RuntimeCommand(String name, Path program, List<String> forExec, List<String> options, Path stateRoot) {

    /// The words of a command line.
    List<String> line(String... command) {
        var words = new ArrayList<String>();
        words.add(program.toString());
        words.addAll(options);
        words.addAll(List.of(command));
        return words;
    }

    /// Runs the process of `process.json` in a directory, and writes its number to `pidfile` beside it.
    List<String> exec(String containerId, Path directory) {
        var words = new ArrayList<>(forExec);
        words.addAll(options);
        words.addAll(
                List.of("exec", "--process", directory.resolve("process.json").toString()));
        words.addAll(List.of("--pid-file", directory.resolve("pidfile").toString(), containerId));
        return words;
    }

    /// The environment of the runtime and of conmon stays small: this server's may hold passwords, and they may
    /// live long.
    static Map<String, String> environment() {
        return Map.of("PATH", System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"));
    }

    /// conmon's options that make it call the same.
    List<String> conmonOptions() {
        var words = new ArrayList<String>(List.of("-r", program.toString()));
        options.forEach(option -> words.add("--runtime-arg=" + option));
        return words;
    }

    /// The directory in which crun keeps what it knows about a container.
    Path state(String id) {
        return stateRoot.resolve(id);
    }

    /// The FIFO at which a container that crun has created waits for its start. runc's works the other way
    /// round.
    Path startFifo(String id) {
        return state(id).resolve("exec.fifo");
    }

    boolean isCrun() {
        return name.equals("crun");
    }

    /// The filter that crun compiled when it created a container. runc leaves none.
    Path compiledSeccomp(String id) {
        return state(id).resolve("seccomp.bpf");
    }
}
