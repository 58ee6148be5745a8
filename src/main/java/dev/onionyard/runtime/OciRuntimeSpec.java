package dev.onionyard.runtime;

import java.nio.file.Path;
import java.util.List;

/// What decides how a container runs. The rest of `config.json` (default mounts, devices, masked paths,
/// seccomp) is as Docker has it and added when it is written.
///
/// @param rootfs the mounted tree
/// @param mounts in order, after the default ones; a mount at a default one's place replaces it
/// @param privileged every capability and device, nothing masked, no seccomp filter
/// @param domainname NIS domain, or empty
public record OciRuntimeSpec(
        OciProcess process,
        Path rootfs,
        boolean readOnlyRoot,
        String hostname,
        List<OciMount> mounts,
        NetworkNamespace network,
        ResourceLimits limits,
        boolean privileged,
        String domainname,
        Confinement confinement) {

    public OciRuntimeSpec {
        mounts = List.copyOf(mounts);
    }

    /// A container that sees of the host what Docker shows by default.
    public OciRuntimeSpec(
            OciProcess process,
            Path rootfs,
            boolean readOnlyRoot,
            String hostname,
            List<OciMount> mounts,
            NetworkNamespace network,
            ResourceLimits limits,
            boolean privileged) {
        this(process, rootfs, readOnlyRoot, hostname, mounts, network, limits, privileged, "", Confinement.DEFAULT);
    }

    /// The network that a container sees.
    public sealed interface NetworkNamespace {

        /// The host's own.
        record Host() implements NetworkNamespace {}

        /// A new one with nothing in it but a loopback device.
        record Empty() implements NetworkNamespace {}

        /// One that exists, by its file.
        record Existing(Path file) implements NetworkNamespace {}
    }
}
