package dev.onionyard.distribution;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// The row of a registry.
@Entity
@Table(name = "registries")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields in
class RegistryRow {

    /// What the secret is.
    enum Kind {
        NONE,
        PASSWORD,
        IDENTITY_TOKEN
    }

    @Id
    private String host;

    @Enumerated(EnumType.STRING)
    @Column(columnDefinition = "varchar(16)")
    private Kind kind;

    @Column(name = "user_name")
    private String userName;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    private String secret;

    private Instant added;

    @Column(name = "signed_in")
    private @Nullable Instant signedIn;

    protected RegistryRow() {}

    RegistryRow(String host, Instant added) {
        this.host = host;
        this.added = added;
        signOut();
    }

    /// @param encrypted by the [CredentialCipher]
    void signIn(Kind newKind, String user, String encrypted, Instant time) {
        kind = newKind;
        userName = user;
        secret = encrypted;
        signedIn = time;
    }

    final void signOut() {
        kind = Kind.NONE;
        userName = "";
        secret = "";
        signedIn = null;
    }

    Kind kind() {
        return kind;
    }

    String userName() {
        return userName;
    }

    String secret() {
        return secret;
    }

    Registries.KnownRegistry view() {
        return new Registries.KnownRegistry(host, userName, added, signedIn);
    }
}
