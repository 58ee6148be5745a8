package dev.onionyard.container;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/// The row of a container. [ContainerRowCodec] turns it into a [StoredContainer] and back.
@Entity
@Table(name = "containers")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields in
class ContainerRow implements Persistable<String> {

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

    @Transient
    boolean unsaved;

    protected ContainerRow() {}

    /// A row to insert or, with `unsaved` false, to bring up to date.
    ContainerRow(String id, boolean unsaved) {
        this.id = id;
        this.unsaved = unsaved;
    }

    @Override
    public String getId() {
        return id;
    }

    /// The id is given, so Spring Data cannot tell a new row by it.
    @Override
    public boolean isNew() {
        return unsaved;
    }

    @PostLoad
    @PostPersist
    void saved() {
        unsaved = false;
    }
}
