package dev.onionyard.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// How the OCI runtime of this host is called.
///
/// @param name `crun` or `runc`
/// @param call the words before the command, a program's path first
/// @param execCall the same for `exec`
/// @param stateRoot where it keeps what it knows about containers
record RuntimeCommand(String name, List<String> call, List<String> execCall, Path stateRoot) {

    /// The words of a command line.
    List<String> line(String... command) {
        return Stream.concat(call.stream(), Stream.of(command)).toList();
    }

    /// Runs the process of `process.json` in a directory, and writes its number to `pidfile` beside it.
    List<String> exec(String containerId, Path directory) {
        String process = directory.resolve("process.json").toString();
        String pidFile = directory.resolve("pidfile").toString();
        return Stream.concat(
                        execCall.stream(), Stream.of("exec", "--process", process, "--pid-file", pidFile, containerId))
                .toList();
    }

    /// The environment of the runtime and of conmon stays small: this server's may hold passwords, and they may
    /// live long.
    static Map<String, String> environment() {
        return Map.of("PATH", System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"));
    }

    /// conmon's options that make it call the same.
    List<String> conmonOptions() {
        var words = new ArrayList<String>(List.of("-r", call.getFirst()));
        call.stream().skip(1).forEach(word -> words.add("--runtime-arg=" + word));
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
