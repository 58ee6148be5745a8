package dev.onionyard.container;

import dev.onionyard.container.Container.MountPoint;
import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.ContainerRequest.MountForm;
import dev.onionyard.container.ContainerRequest.MountOptions;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.linux.Executables;
import dev.onionyard.runtime.Capabilities;
import dev.onionyard.runtime.ImageUsers;
import dev.onionyard.runtime.OciMount;
import dev.onionyard.runtime.OciProcess;
import dev.onionyard.runtime.OciProcess.OciUser;
import dev.onionyard.runtime.OciProcess.Rlimit;
import dev.onionyard.runtime.OciRuntimeSpec;
import dev.onionyard.runtime.OciRuntimeSpec.NetworkNamespace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
    private final ConfinementPlan confinement;

    SpecAssembly(ContainerFiles files, ConfinementPlan confinement) {
        this.files = files;
        this.confinement = confinement;
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
                        ImageUsers.resolve(
                                rootfs, view.process().user(), host.settings().groups()),
                        capabilities(host, host.privileged()),
                        noNewPrivileges(host),
                        rlimits(host),
                        oomScoreAdj(host)),
                rootfs,
                host.readOnlyRoot(),
                view.process().hostname(),
                mounts,
                network,
                LimitsPlan.of(host),
                host.privileged(),
                view.request().domainname(),
                confinement.of(container));
    }

    private static boolean noNewPrivileges(HostOptions host) {
        return SecurityOptions.parse(host.settings().security().options()).noNewPrivileges();
    }

    private static List<Rlimit> rlimits(HostOptions host) {
        return host.settings().ulimits().stream()
                .map(limit -> new Rlimit("RLIMIT_" + limit.name().toUpperCase(Locale.ROOT), limit.soft(), limit.hard()))
                .toList();
    }

    private static @Nullable Integer oomScoreAdj(HostOptions host) {
        int score = host.settings().oomScoreAdj();
        return score == 0 ? null : score;
    }

    /// A process that enters the container.
    ///
    /// @param user null for the container's
    OciProcess process(
            StoredContainer container, Path rootfs, ContainerTerminals.ExecRequest request, @Nullable String user) {
        Container.Process own = container.view().process();
        HostOptions host = container.host();
        OciUser resolved = ImageUsers.resolve(
                rootfs, user == null ? own.user() : user, host.settings().groups());
        String workingDir = request.workingDir();
        return new OciProcess(
                request.args(),
                env(container, request.env(), request.tty()),
                workingDir == null || workingDir.isEmpty() ? own.workingDir() : workingDir,
                request.tty(),
                resolved,
                capabilities(host, host.privileged() || request.privileged()),
                noNewPrivileges(host) && !request.privileged(),
                rlimits(host),
                null);
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
        mounts.addAll(confinement.mounts(container));
        for (MountPoint mount : container.view().mounts()) {
            mounts.removeIf(own -> own.destination().equals(mount.target()));
            mounts.add(ociMount(mount));
        }
        mounts.sort(Comparator.comparingInt(mount -> depth(mount.destination())));
        return mounts;
    }

    private static OciMount ociMount(MountPoint mount) {
        MountOptions options = mount.options();
        return switch (mount.kind()) {
            case VOLUME -> OciMount.bind(mount.source(), mount.target(), mount.readOnly());
            case BIND ->
                OciMount.bind(
                        mount.source(),
                        mount.target(),
                        mount.readOnly(),
                        options.propagation().isEmpty() ? "rprivate" : options.propagation(),
                        options.recursive());
            case TMPFS -> OciMount.tmpfs(mount.target(), tmpfsOptions(mount));
        };
    }

    /// As Docker has them: what `--tmpfs` says in its own words, what `--mount` says in numbers.
    private static List<String> tmpfsOptions(MountPoint mount) {
        MountOptions options = mount.options();
        var words = new ArrayList<String>();
        words.add(options.tmpfsMode() == 0 ? "mode=1777" : "mode=" + Integer.toOctalString(options.tmpfsMode()));
        if (options.tmpfsBytes() > 0) {
            words.add("size=" + options.tmpfsBytes());
        }
        words.add(mount.readOnly() ? "ro" : "rw");
        if (options.form() == MountForm.TMPFS && !options.mode().isEmpty()) {
            words.addAll(List.of(options.mode().split(",", -1)));
        }
        return words;
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
