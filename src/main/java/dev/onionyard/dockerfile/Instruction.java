package dev.onionyard.dockerfile;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One instruction (Dockerfile reference). Words are as they were written: [Expansion] replaces variables, when the
/// values are known.
public sealed interface Instruction {

    Source source();

    /// The keyword in upper case.
    default String keyword() {
        return getClass().getSimpleName().toUpperCase(java.util.Locale.ROOT);
    }

    /// A name with its value.
    record Pair(String name, String value) {}

    /// @param image a name, `scratch`, or an earlier stage
    /// @param platform empty if not given
    record From(Source source, String image, String platform) implements Instruction {}

    /// @param mounts values of `--mount`, as written
    /// @param network `default`, `none` or `host`
    record Run(Source source, Command command, List<String> mounts, String network, List<Heredoc> heredocs)
            implements Instruction {

        public Run {
            mounts = List.copyOf(mounts);
            heredocs = List.copyOf(heredocs);
        }
    }

    record Cmd(Source source, Command command) implements Instruction {}

    record Entrypoint(Source source, Command command) implements Instruction {}

    record Copy(Source source, Files files) implements Instruction {}

    record Add(Source source, Files files) implements Instruction {}

    /// What `COPY` and `ADD` have in common.
    ///
    /// @param sources paths, patterns, addresses, without the here-documents
    /// @param from a stage or an image; empty for the context
    /// @param chown empty if not given
    /// @param chmod empty if not given
    /// @param checksum of what an address gives, `sha256:…`; empty if not given
    record Files(
            List<String> sources,
            String destination,
            String from,
            String chown,
            String chmod,
            boolean link,
            boolean keepGitDir,
            List<String> excludes,
            String checksum,
            List<Heredoc> heredocs) {

        public Files {
            sources = List.copyOf(sources);
            excludes = List.copyOf(excludes);
            heredocs = List.copyOf(heredocs);
        }
    }

    record Env(Source source, List<Pair> pairs) implements Instruction {
        public Env {
            pairs = List.copyOf(pairs);
        }
    }

    record Label(Source source, List<Pair> pairs) implements Instruction {
        public Label {
            pairs = List.copyOf(pairs);
        }
    }

    record Arg(Source source, List<Declaration> declarations) implements Instruction {

        public Arg {
            declarations = List.copyOf(declarations);
        }

        /// @param value its default, or null
        public record Declaration(String name, @Nullable String value) {}
    }

    record Workdir(Source source, String path) implements Instruction {}

    record User(Source source, String user) implements Instruction {}

    record Volume(Source source, List<String> paths) implements Instruction {
        public Volume {
            paths = List.copyOf(paths);
        }
    }

    record Expose(Source source, List<String> ports) implements Instruction {
        public Expose {
            ports = List.copyOf(ports);
        }
    }

    record StopSignal(Source source, String signal) implements Instruction {}

    record Shell(Source source, List<String> words) implements Instruction {
        public Shell {
            words = List.copyOf(words);
        }
    }

    /// @param trigger the instruction to run when an image is built on this one
    record OnBuild(Source source, String trigger) implements Instruction {}

    record Maintainer(Source source, String author) implements Instruction {}

    /// @param command null for `NONE`
    /// @param retries 0 for the default, as a zero duration
    record HealthCheck(
            Source source,
            @Nullable Command command,
            Duration interval,
            Duration timeout,
            Duration startPeriod,
            int retries)
            implements Instruction {}
}
