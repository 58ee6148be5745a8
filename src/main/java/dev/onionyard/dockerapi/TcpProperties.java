package dev.onionyard.dockerapi;

import dev.onionyard.account.Role;
import dev.onionyard.error.InvalidInputException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What an operator says about the Docker API over TCP, see `docs/configuration.md`.
///
/// @param address `host:port`, or empty for none
/// @param certificate the server's certificate and those between it and its authority, PEM file
/// @param key the certificate's private key, PEM file
/// @param clientAuthority authorities whose client certificates are let in, PEM file; without it only tokens are
/// @param clientRoles `NAME=ROLE` for the names in client certificates, `*` for all others; who has none stays out
/// @param plain whether loopback may do without TLS
@ConfigurationProperties("onionyard.tcp")
record TcpProperties(
        @DefaultValue("") String address,
        @DefaultValue("") String certificate,
        @DefaultValue("") String key,
        @DefaultValue("") String clientAuthority,
        @DefaultValue("*=operator") List<String> clientRoles,
        @DefaultValue("false") boolean plain) {

    private static final String EVERYBODY_ELSE = "*";

    TcpProperties {
        clientRoles = List.copyOf(clientRoles);
        clientRoles.forEach(TcpProperties::roleIn);
    }

    boolean on() {
        return !address.isEmpty();
    }

    boolean encrypted() {
        return !certificate.isEmpty() || !key.isEmpty();
    }

    /// The role of somebody with a certificate for `name`.
    Optional<Role> roleOf(String name) {
        return namedRole(name).or(() -> namedRole(EVERYBODY_ELSE));
    }

    private Optional<Role> namedRole(String name) {
        return clientRoles.stream()
                .filter(entry ->
                        entry.substring(0, entry.lastIndexOf('=')).strip().equals(name))
                .findFirst()
                .map(TcpProperties::roleIn);
    }

    private static Role roleIn(String entry) {
        int equals = entry.lastIndexOf('=');
        try {
            if (equals < 0) {
                throw new IllegalArgumentException("no role");
            }
            return Role.valueOf(entry.substring(equals + 1).strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "cannot read onionyard.tcp.client-roles: \"" + entry
                            + "\" must be NAME=ROLE, with viewer, operator or administrator for ROLE",
                    e);
        }
    }
}
