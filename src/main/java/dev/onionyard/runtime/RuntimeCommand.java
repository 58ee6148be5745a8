package dev.onionyard.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How the OCI runtime of this host is called.
///
/// @param name `crun` or `runc`
/// @param program the runtime, or a wrapper around it
/// @param options before the command
/// @param stateRoot where it keeps what it knows about containers
record RuntimeCommand(String name, Path program, List<String> options, Path stateRoot) {

    /// The words of a command line.
    List<String> line(String... command) {
        var words = new ArrayList<String>();
        words.add(program.toString());
        words.addAll(options);
        words.addAll(List.of(command));
        return words;
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
