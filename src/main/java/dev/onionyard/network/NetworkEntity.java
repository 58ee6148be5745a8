package dev.onionyard.network;

import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// A row of table `network`.
@Entity
@Table(name = "network")
class NetworkEntity {

    @Id
    private String id;

    private String name;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private Network.Driver driver;

    private @Nullable String subnet;
    private @Nullable String gateway;
    private String bridge;

    @Convert(converter = LabelsConverter.class)
    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    private Map<String, String> labels;

    private boolean builtIn;
    private Instant created;

    @SuppressWarnings("NullAway") // Hibernate fills the fields.
    protected NetworkEntity() {}

    NetworkEntity(Network network) {
        this.id = network.id();
        this.name = network.name();
        this.driver = network.driver();
        this.subnet = network.subnet() == null ? null : network.subnet().toString();
        this.gateway = network.gateway();
        this.bridge = network.bridge();
        this.labels = network.labels();
        this.builtIn = network.builtIn();
        this.created = network.created();
    }

    Network toNetwork() {
        Subnet parsed = subnet == null ? null : Subnet.parse(subnet);
        return new Network(id, name, driver, parsed, gateway, bridge, labels, created, builtIn);
    }
}
