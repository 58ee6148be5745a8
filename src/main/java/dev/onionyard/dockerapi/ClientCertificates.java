package dev.onionyard.dockerapi;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.BiConsumer;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Checks client certificates during the handshake, by those authorities that the operator names, and tells about each
/// that fails.
final class ClientCertificates extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager authorities;
    private final BiConsumer<String, String> refusals;

    /// @param authorities decides
    /// @param refusals hears the name in a certificate and why it is not trusted
    ClientCertificates(X509ExtendedTrustManager authorities, BiConsumer<String, String> refusals) {
        this.authorities = authorities;
        this.refusals = refusals;
    }

    /// The common name of whom a certificate is for, or all it says of them if it has none.
    static String nameIn(X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName();
        try {
            return new LdapName(subject)
                    .getRdns().reversed().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(String::valueOf)
                            .findFirst()
                            .orElse(subject);
        } catch (InvalidNameException e) {
            return subject;
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        try {
            authorities.checkClientTrusted(chain, type, engine);
        } catch (CertificateException e) {
            refusals.accept(nameIn(chain[0]), "the client's certificate is not trusted: " + reason(e));
            throw e;
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw noClient();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw noClient();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw noClient();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw noClient();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw noClient();
    }

    private static CertificateException noClient() {
        return new CertificateException("this only checks the clients of a server's engine");
    }
}
