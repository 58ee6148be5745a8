package dev.onionyard.registry;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.home.HomeDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.stereotype.Component;

/// Certificates that an operator put below home for single registries, in Docker's layout:
/// `certs.d/<host:port>/*.crt` are trusted beside the system's own, `*.cert` with `*.key` of the same name
/// (PEM) show who this client is.
@Component
class HostCertificates {

    private static final char[] NO_PASSWORD = {};

    private final Path directory;

    HostCertificates(HomeDirectory home) {
        this.directory = home.path().resolve("certs.d");
    }

    /// The folder of a registry; empty if it has none.
    Optional<Path> folder(String authority) {
        Path folder = directory.resolve(authority).normalize();
        boolean inside = directory.equals(folder.getParent());
        return inside && Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
    }

    /// Changes when a file of the folder does.
    static String stamp(Path folder) {
        var stamp = new StringBuilder();
        for (Path file : files(folder, "")) {
            try {
                stamp.append(file.getFileName())
                        .append(Files.getLastModifiedTime(file).toMillis())
                        .append(';');
            } catch (IOException e) {
                stamp.append("gone;");
            }
        }
        return stamp.toString();
    }

    /// @throws InvalidInputException naming the file that cannot be used
    static SSLContext context(Path folder) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(folder), trust(folder), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new InvalidInputException("cannot use certificates in \"" + folder + "\": " + e.getMessage(), e);
        }
    }

    private static TrustManager[] trust(Path folder) throws GeneralSecurityException {
        KeyStore store = emptyStore();
        int number = 0;
        for (X509Certificate certificate : systemCertificates()) {
            store.setCertificateEntry("system-" + number++, certificate);
        }
        for (Path file : files(folder, ".crt")) {
            for (X509Certificate certificate : certificates(file)) {
                store.setCertificateEntry("own-" + number++, certificate);
            }
        }
        return trustManagers(store);
    }

    private static List<X509Certificate> systemCertificates() throws GeneralSecurityException {
        return Stream.of(trustManagers(null))
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Stream.of(((X509TrustManager) manager).getAcceptedIssuers()))
                .toList();
    }

    private static TrustManager[] trustManagers(@Nullable KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager @Nullable [] keys(Path folder) throws GeneralSecurityException {
        KeyStore store = emptyStore();
        for (Path file : files(folder, ".cert")) {
            String name = file.getFileName().toString();
            Path keyFile = folder.resolve(name.substring(0, name.length() - ".cert".length()) + ".key");
            X509Certificate[] chain = certificates(file).toArray(X509Certificate[]::new);
            store.setKeyEntry(name, key(keyFile), NO_PASSWORD, chain);
        }
        if (store.size() == 0) {
            return null;
        }
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static List<X509Certificate> certificates(Path file) {
        return content(file).getCertificates();
    }

    private static PrivateKey key(Path file) {
        PrivateKey key = content(file).getPrivateKey();
        if (key == null) {
            throw new InvalidInputException("cannot use \"" + file + "\": expected a private key (PEM)");
        }
        return key;
    }

    private static PemContent content(Path file) {
        try {
            return PemContent.of(Files.readString(file));
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            throw new InvalidInputException("cannot use \"" + file + "\": " + e.getMessage(), e);
        }
    }

    private static List<Path> files(Path folder, String suffix) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UnavailableException("cannot read \"" + folder + "\": " + e.getMessage(), e);
        }
    }
}
