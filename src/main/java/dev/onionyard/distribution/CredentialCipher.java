package dev.onionyard.distribution;

import dev.onionyard.error.CorruptedException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.home.HomeDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/// Encrypts secrets for the database by AES-256-GCM, bound to the registry they are for. The key is a file
/// below home that only the owner reads, so a copy of the database alone gives nothing away.
@Component
class CredentialCipher {

    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Path file;
    private final SecureRandom random = new SecureRandom();

    CredentialCipher(HomeDirectory home) {
        this.file = home.directory("keys").resolve("registry.key");
    }

    /// @return Base64 of nonce and encrypted text
    synchronized String encrypt(String host, String secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, makeKey(), nonce, host)
                    .doFinal(secret.getBytes(StandardCharsets.UTF_8));
            ByteBuffer both = ByteBuffer.allocate(nonce.length + encrypted.length);
            return Base64.getEncoder()
                    .encodeToString(both.put(nonce).put(encrypted).array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /// @throws CorruptedException if the key is lost or is another one
    String decrypt(String host, String text) {
        try {
            ByteBuffer both = ByteBuffer.wrap(Base64.getDecoder().decode(text));
            byte[] nonce = new byte[NONCE_BYTES];
            both.get(nonce);
            byte[] encrypted = new byte[both.remaining()];
            both.get(encrypted);
            byte[] plain = cipher(Cipher.DECRYPT_MODE, key(Files.readAllBytes(file)), nonce, host)
                    .doFinal(encrypted);
            return new String(plain, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw new CorruptedException(
                    "cannot read the credential for registry \"" + host + "\": its key \"" + file
                            + "\" is missing or another one; sign in again",
                    e);
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, String host) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(host.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private SecretKey makeKey() {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var create = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        try (var channel = Files.newByteChannel(file, create, ownerOnly)) {
            byte[] key = new byte[KEY_BYTES];
            random.nextBytes(key);
            channel.write(ByteBuffer.wrap(key));
            return key(key);
        } catch (FileAlreadyExistsException e) {
            return existingKey();
        } catch (IOException e) {
            throw new UnavailableException("cannot write key \"" + file + "\": " + e.getMessage(), e);
        }
    }

    private SecretKey existingKey() {
        try {
            return key(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UnavailableException("cannot read key \"" + file + "\": " + e.getMessage(), e);
        }
    }

    private static SecretKey key(byte[] bytes) {
        return new SecretKeySpec(bytes, "AES");
    }
}
