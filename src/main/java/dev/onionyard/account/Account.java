package dev.onionyard.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A user's row.
@Entity
class Account {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    @Column(updatable = false)
    private String name;

    private String passwordHash;

    @Enumerated(EnumType.STRING)
    @Column(columnDefinition = "varchar(16)")
    private Role role;

    private int stamp;

    @Column(updatable = false)
    private Instant createdAt;

    private @Nullable Instant signedInAt;

    @SuppressWarnings("NullAway.Init")
    protected Account() {}

    Account(String name, String passwordHash, Role role, Instant createdAt) {
        this.name = name;
        this.passwordHash = passwordHash;
        this.role = role;
        this.createdAt = createdAt;
    }

    User toUser() {
        return new User(name, role, stamp, createdAt, signedInAt);
    }

    long id() {
        return id;
    }

    String name() {
        return name;
    }

    String passwordHash() {
        return passwordHash;
    }

    Role role() {
        return role;
    }

    void changeRole(Role newRole) {
        role = newRole;
        stamp++;
    }

    void changePassword(String newHash) {
        passwordHash = newHash;
        stamp++;
    }

    void signedIn(Instant time) {
        signedInAt = time;
    }
}
