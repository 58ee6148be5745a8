package dev.onionyard.container;

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

/// The row of a container. [ContainerRowCodec] turns it into a [StoredContainer] and back.
@Entity
@Table(name = "containers")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields in
class ContainerRow {

    @Id
    String id;

    String name;

    @Column(name = "image_id")
    String imageId;

    @Column(name = "image_name")
    String imageName;

    Instant created;

    @Enumerated(EnumType.STRING)
    @Column(length = 16)
    ContainerState state;

    int pid;

    @Column(name = "exit_code")
    int exitCode;

    @Column(name = "oom_killed")
    boolean oomKilled;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    String error;

    @Nullable
    Instant started;

    @Nullable
    Instant finished;

    @Column(name = "restart_count")
    int restartCount;

    @Column(name = "stopped_on_purpose")
    boolean stoppedOnPurpose;

    /// Layer ids, bottom first, a line each.
    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    String layers;

    @Column(name = "upper_directory")
    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    String upperDirectory;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    String request;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    String config;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    String process;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    String mounts;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    String ports;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    String addresses;

    protected ContainerRow() {}

    ContainerRow(String id) {
        this.id = id;
    }
}
