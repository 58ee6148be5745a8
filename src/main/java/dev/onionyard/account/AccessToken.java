package dev.onionyard.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A token's row.
@Entity
class AccessToken {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Account account;

    @Column(updatable = false)
    private String label;

    @Column(updatable = false)
    private String secretHash;

    @Column(updatable = false)
    private Instant createdAt;

    private @Nullable Instant usedAt;

    @Column(updatable = false)
    private @Nullable Instant expiresAt;

    @SuppressWarnings("NullAway.Init")
    protected AccessToken() {}

    AccessToken(Account account, String label, String secretHash, Instant createdAt, @Nullable Instant expiresAt) {
        this.account = account;
        this.label = label;
        this.secretHash = secretHash;
        this.createdAt = createdAt;
        this.expiresAt = expiresAt;
    }

    Tokens.Token toToken() {
        return new Tokens.Token(id, label, createdAt, usedAt, expiresAt);
    }

    Account account() {
        return account;
    }

    @Nullable
    Instant usedAt() {
        return usedAt;
    }

    boolean worksAt(Instant time) {
        return expiresAt == null || time.isBefore(expiresAt);
    }

    void used(Instant time) {
        usedAt = time;
    }
}
