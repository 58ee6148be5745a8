package dev.onionyard.dockerapi;

import dev.onionyard.error.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfig.CertificateVerification;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.net.SSLUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.pem.PemContent;

/// TLS for the Docker API, made from the operator's PEM files.
final class TcpEncryption {

    private static final char[] IN_MEMORY = new char[0];

    private final TcpProperties properties;
    private final BiConsumer<String, String> refusals;

    /// @param refusals hears of each client certificate that is not trusted
    TcpEncryption(TcpProperties properties, BiConsumer<String, String> refusals) {
        this.properties = properties;
        this.refusals = refusals;
    }

    /// A client may come with a certificate or without one; without it, it needs a token.
    SSLHostConfig hostConfig() {
        var config = new SSLHostConfig();
        config.setProtocols("TLSv1.2+TLSv1.3");
        var certificate = new SSLHostConfigCertificate(config, SSLHostConfigCertificate.Type.UNDEFINED);
        try {
            KeyManager[] keys = keys();
            if (!properties.clientAuthority().isEmpty()) {
                config.setCertificateVerification(CertificateVerification.OPTIONAL.name());
            }
            certificate.setSslContext(context(keys, clients()));
        } catch (GeneralSecurityException | IOException e) {
            throw new InvalidInputException("cannot set up TLS for onionyard.tcp.address: " + e.getMessage(), e);
        }
        config.addCertificate(certificate);
        return config;
    }

    private static org.apache.tomcat.util.net.SSLContext context(KeyManager[] keys, TrustManager[] clients)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, clients, null);
        return SSLUtil.createSSLContext(context, (X509KeyManager) keys[0], (X509TrustManager) clients[0]);
    }

    private KeyManager[] keys() throws GeneralSecurityException, IOException {
        List<X509Certificate> chain = certificates("certificate", properties.certificate());
        PrivateKey key = key();
        checkPair(chain.getFirst(), key);
        KeyStore store = empty();
        store.setKeyEntry("server", key, IN_MEMORY, chain.toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, IN_MEMORY);
        return factory.getKeyManagers();
    }

    private TrustManager[] clients() throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        List<X509Certificate> authorities = properties.clientAuthority().isEmpty()
                ? List.of()
                : certificates("client-authority", properties.clientAuthority());
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority-" + i, authorities.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .map(manager -> new ClientCertificates((X509ExtendedTrustManager) manager, refusals))
                .toArray(TrustManager[]::new);
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, IN_MEMORY);
        return store;
    }

    private static List<X509Certificate> certificates(String property, String file) {
        return read(property, file, PemContent::getCertificates);
    }

    private PrivateKey key() {
        return read("key", properties.key(), PemContent::getPrivateKey);
    }

    private interface Part<T> {
        @Nullable
        T of(PemContent content);
    }

    private static <T> T read(String property, String file, Part<T> part) {
        if (file.isEmpty()) {
            throw new InvalidInputException(
                    "cannot set up TLS for onionyard.tcp.address: onionyard.tcp." + property + " names no PEM file");
        }
        @Nullable T found;
        try {
            found = part.of(PemContent.load(Path.of(file)));
        } catch (IOException e) {
            throw unreadable(property, file, "the file cannot be read", e);
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw unreadable(property, file, String.valueOf(e.getMessage()), e);
        }
        if (found == null) {
            throw unreadable(property, file, "there is none in it", null);
        }
        return found;
    }

    /// A wrong pair would only show in each client's handshake.
    private void checkPair(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        byte[] sample = certificate.getEncoded();
        boolean pair = key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm());
        if (pair) {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(sample);
            pair = signature.verify(signed);
        }
        if (!pair) {
            throw unreadable("key", properties.key(), "it is not the key of the certificate", null);
        }
    }

    private static InvalidInputException unreadable(
            String property, String file, String reason, @Nullable Throwable cause) {
        return new InvalidInputException(
                "cannot use onionyard.tcp." + property + " \"" + file + "\": " + reason, cause);
    }
}
