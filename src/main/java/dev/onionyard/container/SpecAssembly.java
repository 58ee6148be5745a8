package dev.onionyard.container;

import dev.onionyard.container.Container.MountPoint;
import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.linux.Executables;
import dev.onionyard.runtime.Capabilities;
import dev.onionyard.runtime.ImageUsers;
import dev.onionyard.runtime.OciMount;
import dev.onionyard.runtime.OciProcess;
import dev.onionyard.runtime.OciProcess.OciUser;
import dev.onionyard.runtime.OciRuntimeSpec;
import dev.onionyard.runtime.OciRuntimeSpec.NetworkNamespace;
import dev.onionyard.runtime.ResourceLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Puts together what the runtime is told about a container.
@Component
class SpecAssembly {

    /// What Docker gives processes whose image names no PATH.
    private static final String DEFAULT_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final String INIT_TARGET = "/sbin/docker-init";
    private static final List<String> INIT_PROGRAMS = List.of("docker-init", "tini", "tini-static", "catatonit");

    private final ContainerFiles files;

    SpecAssembly(ContainerFiles files) {
        this.files = files;
    }

    /// @param rootfs the mounted tree, in whose user database names are looked up
    OciRuntimeSpec of(StoredContainer container, Path rootfs, NetworkNamespace network) {
        HostOptions host = container.host();
        Container view = container.view();
        List<String> args = view.process().args();
        List<OciMount> mounts = mounts(container);
        if (host.init()) {
            args = Stream.concat(Stream.of(INIT_TARGET, "--"), args.stream()).toList();
            mounts.add(OciMount.bind(initProgram(), INIT_TARGET, true));
        }
        return new OciRuntimeSpec(
                new OciProcess(
                        args,
                        env(container, List.of(), view.request().tty()),
                        view.process().workingDir(),
                        view.request().tty(),
                        ImageUsers.resolve(rootfs, view.process().user()),
                        capabilities(host, host.privileged())),
                rootfs,
                host.readOnlyRoot(),
                view.process().hostname(),
                mounts,
                network,
                new ResourceLimits(host.memoryBytes(), host.nanoCpus(), host.pidsLimit()),
                host.privileged());
    }

    /// A process that enters the container.
    ///
    /// @param user null for the container's
    OciProcess process(
            StoredContainer container, Path rootfs, ContainerTerminals.ExecRequest request, @Nullable String user) {
        Container.Process own = container.view().process();
        OciUser resolved = ImageUsers.resolve(rootfs, user == null ? own.user() : user);
        String workingDir = request.workingDir();
        return new OciProcess(
                request.args(),
                env(container, request.env(), request.tty()),
                workingDir == null || workingDir.isEmpty() ? own.workingDir() : workingDir,
                request.tty(),
                resolved,
                capabilities(container.host(), container.host().privileged() || request.privileged()));
    }

    private static Set<String> capabilities(HostOptions host, boolean privileged) {
        return privileged ? Capabilities.ownBounds() : Capabilities.of(host.capAdd(), host.capDrop());
    }

    /// The container's environment with `more` on top, and what Docker adds where neither says otherwise.
    static List<String> env(StoredContainer container, List<String> more, boolean tty) {
        var env = new ArrayList<String>();
        env.add(DEFAULT_PATH);
        env.add("HOSTNAME=" + container.view().process().hostname());
        if (tty) {
            env.add("TERM=xterm");
        }
        Stream.concat(container.view().process().env().stream(), more.stream()).forEach(variable -> {
            String name = variable.substring(0, variable.indexOf('=') + 1);
            env.removeIf(other -> other.startsWith(name));
            env.add(variable);
        });
        return env;
    }

    /// Outer targets before inner ones, so that none hides another.
    private List<OciMount> mounts(StoredContainer container) {
        var mounts = new ArrayList<OciMount>();
        String id = container.id();
        mounts.add(OciMount.bind(files.hosts(id), "/etc/hosts", false));
        mounts.add(OciMount.bind(files.hostname(id), "/etc/hostname", false));
        mounts.add(OciMount.bind(files.resolvConf(id), "/etc/resolv.conf", false));
        for (MountPoint mount : container.view().mounts()) {
            mounts.removeIf(own -> own.destination().equals(mount.target()));
            mounts.add(ociMount(mount));
        }
        mounts.sort(Comparator.comparingInt(mount -> depth(mount.destination())));
        return mounts;
    }

    private static OciMount ociMount(MountPoint mount) {
        return switch (mount.kind()) {
            case BIND, VOLUME -> OciMount.bind(mount.source(), mount.target(), mount.readOnly());
            case TMPFS -> OciMount.tmpfs(mount.target(), mount.readOnly());
        };
    }

    private static int depth(String path) {
        return Path.of(path).getNameCount();
    }

    private static Path initProgram() {
        return INIT_PROGRAMS.stream()
                .map(Executables::find)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new UnavailableException("cannot run a container with an init process: none of "
                        + String.join(", ", INIT_PROGRAMS)
                        + " is on the path; install one with: apt-get install tini"));
    }
}
