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
    private boolean chosenSubnet;
    private @Nullable String addressRange;

    @Convert(converter = LabelsConverter.class)
    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    private Map<String, String> reserved;

    private boolean internal;
    private boolean attachable;

    @Convert(converter = LabelsConverter.class)
    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    private Map<String, String> options;

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
        Network.Settings settings = network.settings();
        this.chosenSubnet = settings.chosenSubnet();
        this.addressRange = settings.range() == null ? null : settings.range().toString();
        this.reserved = settings.reserved();
        this.internal = settings.internal();
        this.attachable = settings.attachable();
        this.options = settings.options();
    }

    Network toNetwork() {
        var settings =
                new Network.Settings(chosenSubnet, parsed(addressRange), reserved, internal, attachable, options);
        return new Network(id, name, driver, parsed(subnet), gateway, bridge, labels, created, builtIn, settings);
    }

    private static @Nullable Subnet parsed(@Nullable String text) {
        return text == null ? null : Subnet.parse(text);
    }
}
