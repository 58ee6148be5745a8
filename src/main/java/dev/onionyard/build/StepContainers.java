package dev.onionyard.build;

import dev.onionyard.container.MountPointLayer;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.linux.FileTrees;
import dev.onionyard.linux.Host;
import dev.onionyard.linux.RootedDirectory;
import dev.onionyard.network.Attachment;
import dev.onionyard.network.Endpoint;
import dev.onionyard.network.EndpointRequest;
import dev.onionyard.network.Member;
import dev.onionyard.network.Network;
import dev.onionyard.network.NetworkAttachments;
import dev.onionyard.network.Networks;
import dev.onionyard.network.ResolvConf;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.runtime.Bundle;
import dev.onionyard.runtime.Bundles;
import dev.onionyard.runtime.Capabilities;
import dev.onionyard.runtime.ForegroundRun;
import dev.onionyard.runtime.ImageUsers;
import dev.onionyard.runtime.OciMount;
import dev.onionyard.runtime.OciProcess;
import dev.onionyard.runtime.OciRuntimeSpec;
import dev.onionyard.runtime.OciRuntimeSpec.NetworkNamespace;
import dev.onionyard.runtime.ResourceLimits;
import dev.onionyard.snapshot.Snapshot;
import dev.onionyard.snapshot.SnapshotStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/// Runs the containers of `RUN` steps. They have no row and no log; their names are ids that nobody knows, so what
/// a crash leaves (bundle, mount, namespace) is swept with everything that belongs to no container.
@Component
class StepContainers {

    private static final long DEFAULT_SHM_BYTES = 64L << 20;
    private static final String HOST_GATEWAY = "host-gateway";

    private final HomeDirectory home;
    private final LayerStore layers;
    private final SnapshotStore snapshots;
    private final MountPointLayer mountPoints;
    private final Networks networks;
    private final NetworkAttachments attachments;
    private final Bundles bundles;
    private final ForegroundRun runtime;
    private final SecureRandom random = new SecureRandom();

    StepContainers(
            HomeDirectory home,
            LayerStore layers,
            SnapshotStore snapshots,
            MountPointLayer mountPoints,
            Networks networks,
            NetworkAttachments attachments,
            Bundles bundles,
            ForegroundRun runtime) {
        this.home = home;
        this.layers = layers;
        this.snapshots = snapshots;
        this.mountPoints = mountPoints;
        this.networks = networks;
        this.attachments = attachments;
        this.bundles = bundles;
        this.runtime = runtime;
        FileTrees.remove(files());
    }

    /// A container to run.
    ///
    /// @param layers bottom first
    /// @param env without those that every container gets
    /// @param network name of a network, or `none` or `host`
    /// @param mounts beside the usual ones
    /// @param leftOut paths of which nothing is captured, beside the usual ones; with leading slash
    /// @param volumes folders of which, as in Docker, nothing is kept that the container changes in them
    record Plan(
            List<LayerId> layers,
            List<String> args,
            List<String> env,
            String workingDir,
            String user,
            String network,
            List<String> extraHosts,
            long shmBytes,
            long memoryBytes,
            List<OciMount> mounts,
            List<String> leftOut,
            List<String> volumes) {}

    /// Hears a container.
    interface Listener extends ForegroundRun.OutputListener {

        void onStarted(String containerId);
    }

    /// What became of it.
    ///
    /// @param layer what it changed; empty if nothing, or if it failed
    record Result(int exitCode, Optional<Layer> layer) {}

    /// Runs a container to its end and keeps what it changed as a layer, if it ended well. Nothing else remains.
    ///
    /// @param times applied to what it changed
    /// @throws dev.onionyard.error.UnavailableException if its program cannot be started
    Result run(
            Plan plan, Listener listener, Reproducibility times, ProgressListener progress, BooleanSupplier cancelled) {
        String id = newId();
        try {
            Snapshot snapshot = snapshots.prepare(id, lowers(plan.layers));
            List<String> leftOut = new ArrayList<>(plan.leftOut);
            List<String> made = makeVolumes(snapshots.mount(id).root(), plan.volumes, leftOut);
            int code = run(id, plan, snapshot, listener, cancelled);
            snapshots.unmount(id);
            progress.checkCancelled();
            empty(snapshot.upper(), made);
            return code == 0 ? captured(plan, leftOut, snapshot, times, progress) : new Result(code, Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            attachments.detach(id);
            snapshots.remove(id);
            FileTrees.remove(files().resolve(id));
        }
    }

    private int run(String id, Plan plan, Snapshot snapshot, Listener listener, BooleanSupplier cancelled)
            throws IOException {
        Bundle bundle = bundles.of(id, files().resolve(id).resolve("log"));
        Files.createDirectories(bundle.logDirectory());
        Wiring wiring = connect(id, plan.network);
        String hostname = wiring.namespace instanceof NetworkNamespace.Host ? Host.hostname() : id.substring(0, 12);
        List<OciMount> mounts = new ArrayList<>(ownFiles(id, plan, wiring, hostname));
        mounts.addAll(plan.mounts);
        mounts.sort(
                Comparator.comparingInt(mount -> Path.of(mount.destination()).getNameCount()));
        var env = new ArrayList<>(plan.env);
        env.add("HOSTNAME=" + hostname);
        listener.onStarted(id);
        var process = new OciProcess(
                plan.args,
                env,
                plan.workingDir,
                false,
                ImageUsers.resolve(snapshot.root(), plan.user),
                Capabilities.DEFAULT);
        var spec = new OciRuntimeSpec(
                process,
                snapshot.root(),
                false,
                hostname,
                mounts,
                wiring.namespace,
                new ResourceLimits(plan.memoryBytes, 0, 0),
                false);
        return runtime.run(bundle, spec, listener, cancelled);
    }

    /// Makes the folders of volumes that the image lacks; what it has is not captured.
    ///
    /// @return what was made, as paths from the root
    private static List<String> makeVolumes(Path tree, List<String> volumes, List<String> leftOut) {
        var made = new ArrayList<String>();
        try (var root = RootedDirectory.open(tree)) {
            for (String volume : volumes) {
                String path = volume.substring(1);
                if (root.leadsToDirectory(path)) {
                    leftOut.add(volume);
                } else {
                    root.createDirectories(path, 0755);
                    made.add(path);
                }
            }
        }
        return made;
    }

    private static void empty(Path upper, List<String> folders) {
        try (var root = RootedDirectory.open(upper)) {
            for (String folder : folders) {
                if (root.find(folder).isPresent()) {
                    root.list(folder).forEach(child -> root.removeTree(folder + "/" + child.name()));
                }
            }
        }
    }

    private record Wiring(NetworkNamespace namespace, String address, String gateway, boolean names) {}

    private Wiring connect(String id, String name) {
        Network network = networks.get(name.isEmpty() || name.equals("default") ? "bridge" : name);
        return switch (network.driver()) {
            case NONE -> new Wiring(new NetworkNamespace.Empty(), "", "", false);
            case HOST -> new Wiring(new NetworkNamespace.Host(), "", "", false);
            case BRIDGE -> {
                var member = new Member(id, "build-" + id.substring(0, 12), id.substring(0, 12), List.of(), List.of());
                Attachment attachment =
                        attachments.attach(member, List.of(EndpointRequest.of(network.id())), List.of());
                Endpoint endpoint = attachment.endpoints().getFirst();
                yield new Wiring(
                        new NetworkNamespace.Existing(attachment.netnsPath().orElseThrow()),
                        endpoint.address(),
                        endpoint.gateway(),
                        attachment.hasNames());
            }
        };
    }

    /// What every container finds in `/etc`, and its shared memory.
    private List<OciMount> ownFiles(String id, Plan plan, Wiring wiring, String hostname) throws IOException {
        Path directory = files().resolve(id);
        boolean hostNetwork = wiring.namespace instanceof NetworkNamespace.Host;
        Path hosts = Files.writeString(directory.resolve("hosts"), hosts(plan, wiring, hostname));
        Path name = Files.writeString(directory.resolve("hostname"), hostname + "\n");
        Path resolv = Files.writeString(
                directory.resolve("resolv.conf"), ResolvConf.forContainer(ResolvConf.HOSTS, hostNetwork, wiring.names));
        long shm = plan.shmBytes > 0 ? plan.shmBytes : DEFAULT_SHM_BYTES;
        return List.of(
                OciMount.bind(hosts, "/etc/hosts", false),
                OciMount.bind(name, "/etc/hostname", false),
                OciMount.bind(resolv, "/etc/resolv.conf", false),
                new OciMount(
                        "/dev/shm", "tmpfs", "shm", List.of("nosuid", "noexec", "nodev", "mode=1777", "size=" + shm)));
    }

    private static String hosts(Plan plan, Wiring wiring, String hostname) {
        var text = new StringBuilder("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n");
        for (String extra : plan.extraHosts) {
            int separator = extra.indexOf('=') >= 0 ? extra.indexOf('=') : extra.indexOf(':');
            String address = extra.substring(separator + 1);
            text.append(address.equals(HOST_GATEWAY) ? wiring.gateway : address)
                    .append('\t')
                    .append(extra, 0, separator)
                    .append('\n');
        }
        if (!wiring.address.isEmpty()) {
            text.append(wiring.address).append('\t').append(hostname).append('\n');
        }
        return text.toString();
    }

    private Result captured(
            Plan plan, List<String> leftOut, Snapshot snapshot, Reproducibility times, ProgressListener progress)
            throws IOException {
        times.apply(snapshot.upper());
        var notCaptured = new ArrayList<>(MountPointLayer.PATHS);
        leftOut.forEach(path -> notCaptured.add(path.substring(1)));
        Layer layer = layers.capture(snapshot.upper(), plan.layers, notCaptured, progress);
        return new Result(0, Optional.of(layer).filter(captured -> captured.entries() > 0));
    }

    /// Trees of the layers, top first.
    private List<Path> lowers(List<LayerId> stack) {
        var trees = new ArrayList<Path>();
        mountPoints.on(stack).ifPresent(trees::add);
        stack.reversed().forEach(layer -> trees.add(layers.get(layer).tree()));
        return trees;
    }

    private Path files() {
        return home.path().resolve("builds").resolve("run");
    }

    private String newId() {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
