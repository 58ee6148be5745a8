package dev.onionyard.runtime;

import dev.onionyard.home.HomeDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Keeps the seccomp filters that crun has compiled, one for each set of capabilities: compiling is most of
/// what a container's start costs (11 of 16 ms). The file's name is a digest of the profile it was made of; the
/// run directory is lost at reboot, and so is a filter made for another kernel.
@Component
class CompiledSeccomp {

    private static final Logger log = LoggerFactory.getLogger(CompiledSeccomp.class);
    private static final byte[] NONE = new byte[0];

    private final HomeDirectory home;
    private final Map<Set<String>, byte[]> filters = new ConcurrentHashMap<>();

    CompiledSeccomp(HomeDirectory home) {
        this.home = home;
    }

    /// The filter for processes with these capabilities, or nothing if it is not known yet.
    byte[] find(Set<String> capabilities) {
        return filters.computeIfAbsent(capabilities, this::read);
    }

    /// Keeps the filter that crun made for a container with these capabilities.
    void keep(Set<String> capabilities, Path compiled) {
        if (find(capabilities).length > 0 || !Files.exists(compiled)) {
            return;
        }
        try {
            Path target = file(capabilities);
            Path temporary = Files.createTempFile(target.getParent(), "new", "");
            Files.copy(compiled, temporary, StandardCopyOption.REPLACE_EXISTING);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            filters.put(capabilities, Files.readAllBytes(target));
        } catch (IOException e) {
            log.warn("Could not keep the compiled seccomp filter: {}", e.getMessage());
        }
    }

    private byte[] read(Set<String> capabilities) {
        try {
            return Files.readAllBytes(file(capabilities));
        } catch (NoSuchFileException e) {
            return NONE;
        } catch (IOException e) {
            log.warn("Could not read the compiled seccomp filter: {}", e.getMessage());
            return NONE;
        }
    }

    private Path file(Set<String> capabilities) {
        byte[] profile = OciRuntimeSpecJson.bytes(SeccompProfile.forCapabilities(capabilities));
        return home.runDirectory("seccomp").resolve(HexFormat.of().formatHex(sha256(profile)));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
