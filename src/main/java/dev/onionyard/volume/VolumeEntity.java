package dev.onionyard.volume;

import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/// A row of table `volume`.
@Entity
@Table(name = "volume")
class VolumeEntity {

    @Id
    private String name;

    @Convert(converter = LabelsConverter.class)
    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    private Map<String, String> labels;

    private boolean anonymous;
    private Instant created;

    @Convert(converter = LabelsConverter.class)
    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    private Map<String, String> options;

    @SuppressWarnings("NullAway") // Hibernate fills the fields.
    protected VolumeEntity() {}

    VolumeEntity(
            String name, Map<String, String> labels, boolean anonymous, Instant created, Map<String, String> options) {
        this.name = name;
        this.labels = Map.copyOf(labels);
        this.anonymous = anonymous;
        this.created = created;
        this.options = Map.copyOf(options);
    }

    String name() {
        return name;
    }

    Volume toVolume(Path data) {
        return new Volume(name, data, labels, created, anonymous, options);
    }
}
