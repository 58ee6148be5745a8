package dev.onionyard.build;

import dev.onionyard.oci.HealthCheck;
import dev.onionyard.oci.ProcessDefaults;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What an image says about its process, while steps change it.
final class ConfigDraft {

    private static final List<String> DEFAULT_SHELL = List.of("/bin/sh", "-c");
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    String user;
    final Set<String> exposedPorts;
    final Map<String, String> env = new LinkedHashMap<>();
    List<String> entrypoint;
    List<String> cmd;
    final Set<String> volumes;
    String workingDir;
    final Map<String, String> labels;
    String stopSignal;
    List<String> onBuild;

    @Nullable
    HealthCheck healthCheck;

    private List<String> shell;
    private boolean cmdGiven;

    ConfigDraft(ProcessDefaults base) {
        user = base.user();
        exposedPorts = new TreeSet<>(base.exposedPorts());
        base.env().forEach(this::putEnv);
        entrypoint = base.entrypoint();
        cmd = base.cmd();
        volumes = new TreeSet<>(base.volumes());
        workingDir = base.workingDir();
        labels = new TreeMap<>(base.labels());
        stopSignal = base.stopSignal();
        onBuild = base.onBuild();
        healthCheck = base.healthCheck();
        shell = base.shell();
        // As Docker does for every stage.
        env.putIfAbsent("PATH", PATH);
    }

    private void putEnv(String variable) {
        int equals = variable.indexOf('=');
        if (equals > 0) {
            env.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
    }

    ProcessDefaults finish() {
        return new ProcessDefaults(
                user,
                Collections.unmodifiableSet(new TreeSet<>(exposedPorts)),
                environment(),
                entrypoint,
                cmd,
                Collections.unmodifiableSet(new TreeSet<>(volumes)),
                workingDir,
                Collections.unmodifiableMap(new TreeMap<>(labels)),
                stopSignal,
                shell,
                onBuild,
                healthCheck);
    }

    /// `NAME=value`, in the order of declaration.
    List<String> environment() {
        return env.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    /// What runs the shell form.
    List<String> shell() {
        return shell.isEmpty() ? DEFAULT_SHELL : shell;
    }

    void shell(List<String> words) {
        shell = List.copyOf(words);
    }

    void cmd(List<String> words) {
        cmd = List.copyOf(words);
        cmdGiven = true;
    }

    /// A new entrypoint drops the command that belonged to the old one.
    void entrypoint(List<String> words) {
        entrypoint = List.copyOf(words);
        if (!cmdGiven) {
            cmd = List.of();
        }
    }

    /// Takes the triggers for images that are built on this one.
    List<String> takeTriggers() {
        List<String> taken = onBuild;
        onBuild = List.of();
        return taken;
    }

    void addTrigger(String trigger) {
        var all = new ArrayList<>(onBuild);
        all.add(trigger);
        onBuild = List.copyOf(all);
    }

    String workingDirOrRoot() {
        return workingDir.isEmpty() ? "/" : workingDir;
    }
}
