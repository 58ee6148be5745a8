package dev.onionyard.system;

import dev.onionyard.linux.Host;

/// The machine that all containers share: the core of every onion (seed row S2). Known to every user.
///
/// @param kernelRelease as `uname -r` prints it, in containers too
/// @param operatingSystem the distribution's name for people
/// @param operatingSystemVersion of the distribution, or empty
/// @param architecture in the words of images: `amd64`, `arm64`
/// @param cgroupVersion 1 (also where both are mounted) or 2
public record HostFacts(
        String hostname,
        String kernelName,
        String kernelRelease,
        String operatingSystem,
        String operatingSystemVersion,
        String architecture,
        int processors,
        long memoryBytes,
        int cgroupVersion) {

    /// What they are now.
    public static HostFacts read() {
        return new HostFacts(
                Host.hostname(),
                Host.kernelName(),
                Host.kernelRelease(),
                Host.operatingSystem(),
                Host.operatingSystemVersion(),
                architecture(System.getProperty("os.arch")),
                Host.processors(),
                Host.memoryBytes(),
                Host.cgroupVersion());
    }

    /// The architecture as `uname -m` prints it.
    public String machine() {
        return switch (architecture) {
            case "amd64" -> "x86_64";
            case "arm64" -> "aarch64";
            default -> architecture;
        };
    }

    static String architecture(String osArch) {
        return switch (osArch) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> osArch;
        };
    }
}
