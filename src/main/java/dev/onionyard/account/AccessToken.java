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

    @SuppressWarnings("NullAway.Init")
    protected AccessToken() {}

    AccessToken(Account account, String label, String secretHash, Instant createdAt) {
        this.account = account;
        this.label = label;
        this.secretHash = secretHash;
        this.createdAt = createdAt;
    }

    Tokens.Token toToken() {
        return new Tokens.Token(id, label, createdAt, usedAt);
    }

    Account account() {
        return account;
    }

    @Nullable
    Instant usedAt() {
        return usedAt;
    }

    void used(Instant time) {
        usedAt = time;
    }
}
