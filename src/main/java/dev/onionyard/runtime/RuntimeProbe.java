package dev.onionyard.runtime;

import dev.onionyard.error.UnavailableException;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.linux.ChildProcess;
import dev.onionyard.linux.ControlGroup.Ability;
import dev.onionyard.linux.Executables;
import dev.onionyard.linux.Host;
import dev.onionyard.runtime.OciProcess.OciUser;
import dev.onionyard.runtime.OciRuntimeSpec.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Finds the OCI runtime that works on this host, by running a tiny container with each: crun, which is the
/// fastest; crun with the unused version 2 control groups hidden from it, because it refuses hosts that have
/// controllers of both versions; runc. Tried once, when first needed.
@Component
class RuntimeProbe {

    private static final Logger log = LoggerFactory.getLogger(RuntimeProbe.class);

    private static final Path HYBRID_MOUNT = CgroupVersion.MOUNT.resolve("unified");

    private static final String HELPERS = "install them with: apt-get install crun conmon";

    /// Hides the version 2 mount in a mount namespace of its own, so nothing changes for the host: unmounts `$0`
    /// and becomes the words after it.
    private static final String HIDE = "umount \"$0\" && exec \"$@\"";

    /// @param command null if containers cannot run here
    record Found(
            RuntimeStatus status,
            @Nullable RuntimeCommand command,
            @Nullable Path conmon) {}

    private final HomeDirectory home;
    private @Nullable Found found;

    RuntimeProbe(HomeDirectory home) {
        this.home = home;
    }

    synchronized Found found() {
        Found known = found;
        if (known == null) {
            known = probe();
            // What is missing may be installed while the server runs, so only success is remembered.
            found = known.status().available() ? known : null;
        }
        return known;
    }

    /// @throws UnavailableException if containers cannot run here
    RuntimeCommand command() {
        Found now = found();
        if (now.command() == null) {
            throw new UnavailableException(
                    "cannot run a container: " + now.status().problem());
        }
        return now.command();
    }

    private Found probe() {
        if (!Host.isRoot()) {
            return unavailable("containers need root: start the server as root to run them");
        }
        Optional<Path> conmon = Executables.find("conmon");
        if (conmon.isEmpty()) {
            return unavailable("containers need the helper \"conmon\", which is not on the path; " + HELPERS);
        }
        var refusals = new ArrayList<String>();
        for (RuntimeCommand candidate : candidates()) {
            String refusal = runTinyContainer(candidate);
            if (refusal.isEmpty()) {
                return new Found(
                        new RuntimeStatus(candidate.name(), versionOf(candidate), ""), candidate, conmon.get());
            }
            refusals.add(candidate.name() + ": " + refusal);
        }
        return unavailable(
                refusals.isEmpty()
                        ? "containers need an OCI runtime, and neither crun nor runc is on the path; " + HELPERS
                        : "no OCI runtime works on this host (" + String.join("; ", refusals) + ")");
    }

    private static Found unavailable(String problem) {
        return new Found(new RuntimeStatus("", "", problem), null, null);
    }

    private List<RuntimeCommand> candidates() {
        var candidates = new ArrayList<RuntimeCommand>();
        Executables.find("crun").ifPresent(crun -> candidates.add(crun(crun)));
        Executables.find("runc").ifPresent(runc -> {
            Path root = home.runDirectory("runc");
            List<String> call = List.of(runc.toString(), "--root", root.toString());
            candidates.add(new RuntimeCommand("runc", call, call, root));
        });
        return candidates;
    }

    private RuntimeCommand crun(Path crun) {
        Path root = home.runDirectory("crun");
        List<String> call = List.of(crun.toString(), "--root", root.toString(), "--cgroup-manager=cgroupfs");
        Optional<Path> unshare = Executables.find("unshare");
        if (unshare.isEmpty() || !Files.exists(HYBRID_MOUNT.resolve("cgroup.controllers"))) {
            return new RuntimeCommand("crun", call, call, root);
        }
        List<String> hiding = List.of(unshare.get().toString(), "--mount", "sh", "-c", HIDE, HYBRID_MOUNT.toString());
        // An exec makes no groups there, so another mount on top will do: two processes less.
        List<String> covering = List.of(unshare.get().toString(), "--mount-proc=" + HYBRID_MOUNT);
        return new RuntimeCommand("crun", joined(hiding, call), joined(covering, call), root);
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /// Runs the host's own `true` in an otherwise empty root, with everything a real container gets.
    ///
    /// @return why it cannot, or empty
    private String runTinyContainer(RuntimeCommand runtime) {
        String id = "probe-" + UUID.randomUUID();
        Path bundle = home.runDirectory("runtime").resolve(id);
        try {
            Path rootfs = Files.createDirectories(bundle.resolve("rootfs"));
            var spec = new OciRuntimeSpec(
                    new OciProcess(List.of("/usr/bin/true"), List.of(), "/", false, OciUser.ROOT, Capabilities.DEFAULT),
                    rootfs,
                    false,
                    "probe",
                    Stream.of("/usr", "/bin", "/lib", "/lib64")
                            .filter(directory -> Files.exists(Path.of(directory)))
                            .map(directory -> OciMount.bind(Path.of(directory), directory, true))
                            .toList(),
                    new NetworkNamespace.Empty(),
                    new ResourceLimits(Ability.MEMORY.present() ? 64 << 20 : 0, 0, Ability.PIDS.present() ? 64 : 0),
                    false);
            Files.write(
                    bundle.resolve("config.json"),
                    OciRuntimeSpecJson.bytes(OciRuntimeSpecJson.config(id, spec, CgroupVersion.ofHost(), new byte[0])));
            ChildProcess.Result result = ChildProcess.of(runtime.line("run", "--bundle", bundle.toString(), id))
                    .run();
            return result.ok() ? "" : result.errorText() + " (exit code " + result.exitCode() + ")";
        } catch (IOException e) {
            return e.toString();
        } finally {
            removeEmpty(bundle);
        }
    }

    /// Removes a tiny container's bundle. Only `config.json` and empty folders: should a mount of the host's
    /// folders still be there, nothing of it is touched.
    private static void removeEmpty(Path bundle) {
        try (Stream<Path> files = Files.walk(bundle, 3)) {
            Files.deleteIfExists(bundle.resolve("config.json"));
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            log.debug("Left \"{}\" behind: {}", bundle, e.getMessage());
        }
    }

    private static String versionOf(RuntimeCommand runtime) {
        String text = ChildProcess.of(runtime.line("--version")).output();
        String firstLine = text.lines().findFirst().orElse("");
        return firstLine.substring(firstLine.lastIndexOf(' ') + 1);
    }
}
