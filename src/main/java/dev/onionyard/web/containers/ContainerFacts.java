package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerRequest.HostOptions;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What the overview of a container says about it.
///
/// @param command what runs, as a shell would read it
/// @param cpus a number of processors, or empty for no limit
/// @param restart a Docker restart policy
record ContainerFacts(
        String command,
        String workingDir,
        String user,
        String hostname,
        String stopSignal,
        boolean terminal,
        int pid,
        List<Variable> env,
        List<Mount> mounts,
        String network,
        Map<String, String> addresses,
        long memoryBytes,
        String cpus,
        long pids,
        String restart,
        int retries,
        boolean readOnly,
        boolean autoRemove,
        boolean privileged,
        boolean init,
        Map<String, String> labels,
        String upper) {

    /// An environment variable.
    record Variable(String name, String value) {}

    /// Something mounted.
    ///
    /// @param kind `volume`, `bind` or `tmpfs`
    record Mount(String kind, String name, String source, String target, boolean readOnly, boolean anonymous) {}

    static ContainerFacts of(Container container) {
        Container.Process process = container.process();
        HostOptions host = container.request().host();
        return new ContainerFacts(
                ShellWords.join(process.args()),
                process.workingDir(),
                process.user(),
                process.hostname(),
                process.stopSignal(),
                container.request().tty(),
                container.status().pid(),
                process.env().stream().map(ContainerFacts::variable).toList(),
                mounts(container),
                host.network(),
                new TreeMap<>(container.addresses()),
                host.memoryBytes(),
                host.nanoCpus() == 0
                        ? ""
                        : BigDecimal.valueOf(host.nanoCpus(), 9)
                                .stripTrailingZeros()
                                .toPlainString(),
                host.pidsLimit(),
                RunForm.restartWord(host.restartPolicy().mode()),
                host.restartPolicy().maximumRetries(),
                host.readOnlyRoot(),
                host.autoRemove(),
                host.privileged(),
                host.init(),
                new TreeMap<>(container.request().labels()),
                container.upper().toString());
    }

    static List<Mount> mounts(Container container) {
        return container.mounts().stream()
                .map(mount -> new Mount(
                        mount.kind().name().toLowerCase(Locale.ROOT),
                        mount.name(),
                        mount.source().toString(),
                        mount.target(),
                        mount.readOnly(),
                        mount.anonymous()))
                .toList();
    }

    private static Variable variable(String line) {
        int equals = line.indexOf('=');
        return equals < 0
                ? new Variable(line, "")
                : new Variable(line.substring(0, equals), line.substring(equals + 1));
    }
}
