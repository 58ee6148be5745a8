package dev.onionyard.dockerfile;

import java.util.List;

/// What `RUN`, `CMD`, `ENTRYPOINT` and `HEALTHCHECK CMD` run.
public sealed interface Command {

    /// A line for the shell.
    record Shell(String line) implements Command {}

    /// Words for the kernel: the JSON form.
    record Exec(List<String> words) implements Command {

        public Exec {
            words = List.copyOf(words);
        }
    }

    /// The whole command line, with `shell` (such as `/bin/sh -c`) before the shell form.
    default List<String> line(List<String> shell) {
        return switch (this) {
            case Exec exec -> exec.words();
            case Shell command -> {
                var words = new java.util.ArrayList<>(shell);
                words.add(command.line());
                yield List.copyOf(words);
            }
        };
    }
}
