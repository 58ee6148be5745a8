package dev.onionyard.network;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// A row of table `network_attachment`: what a container was given, so that it can be taken back after a crash.
@Entity
@Table(name = "network_attachment")
class AttachmentEntity {

    @Id
    private String containerId;

    private String networkId;
    private String hostname;
    private @Nullable String address;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    private String ports;

    private Instant created;

    @SuppressWarnings("NullAway") // Hibernate fills the fields.
    protected AttachmentEntity() {}

    AttachmentEntity(Lease lease, Instant created) {
        this.containerId = lease.containerId();
        this.networkId = lease.networkId();
        this.hostname = lease.hostname();
        this.address = lease.address().isEmpty() ? null : lease.address();
        this.ports = lease.ports().stream().map(PortText::write).collect(Collectors.joining("\n"));
        this.created = created;
    }

    Lease toLease() {
        List<PublishedPort> parsed = ports.lines().map(PortText::read).toList();
        return new Lease(containerId, networkId, hostname, address == null ? "" : address, parsed);
    }
}
