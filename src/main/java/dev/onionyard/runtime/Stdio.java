package dev.onionyard.runtime;

import java.util.ArrayList;
import java.util.List;

/// How a process is connected to the outside.
///
/// @param terminal it has a terminal
/// @param openStdin it has an input, open even while nobody is attached
/// @param stdinOnce the input ends when the first attached client ends it or leaves
/// @param logged what it prints is kept
public record Stdio(boolean terminal, boolean openStdin, boolean stdinOnce, boolean logged) {

    /// A process whose output is kept.
    public Stdio(boolean terminal, boolean openStdin, boolean stdinOnce) {
        this(terminal, openStdin, stdinOnce, true);
    }

    List<String> conmonOptions() {
        var options = new ArrayList<String>();
        if (terminal) {
            options.add("-t");
        }
        if (openStdin) {
            options.add("-i");
            // Without this the first detach closes the input for good, which is right only for a pipe meant to
            // end.
            if (terminal || !stdinOnce) {
                options.add("--leave-stdin-open");
            }
        }
        return options;
    }
}
