package dev.onionyard.build;

import dev.onionyard.oci.ImageId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Keeps the records of builds.
@Component
class BuildRecords implements InitializingBean {

    /// What was asked for, as far as it may be kept.
    private record Asked(
            List<String> tags, Map<String, String> buildArgs, String target, BuildRecord.@Nullable Options options) {}

    private final BuildRowRepository rows;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final Clock clock;

    BuildRecords(BuildRowRepository rows, TransactionTemplate transaction, JsonMapper json, Clock clock) {
        this.rows = rows;
        this.transaction = transaction;
        // Records of older servers lack what was added later.
        this.json = json.rebuild()
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .build();
        this.clock = clock;
    }

    @Override
    public void afterPropertiesSet() {
        transaction.executeWithoutResult(status -> rows.markRunningAsLost(clock.instant()));
    }

    void begin(BuildRecord record) {
        transaction.executeWithoutResult(status -> rows.save(new BuildRow(record, json(record))));
    }

    void end(BuildRecord record) {
        transaction.executeWithoutResult(
                status -> rows.findById(record.id()).ifPresent(row -> row.end(record, json(record))));
    }

    Optional<BuildRecord> find(String id) {
        return rows.findById(id).map(this::record);
    }

    Optional<BuildRecord> ofImage(ImageId image) {
        return rows.findFirstByImageOrderByStartedAtDesc(image.toString()).map(this::record);
    }

    List<BuildRecord> recent(int limit) {
        return rows.findAllByOrderByStartedAtDesc(Limit.of(limit)).stream()
                .map(this::record)
                .toList();
    }

    void remove(String id) {
        transaction.executeWithoutResult(status -> rows.deleteById(id));
    }

    private BuildRow.Json json(BuildRecord record) {
        return new BuildRow.Json(
                json.writeValueAsString(
                        new Asked(record.tags(), record.buildArgs(), record.target(), record.options())),
                json.writeValueAsString(record.steps()),
                json.writeValueAsString(record.warnings()));
    }

    private BuildRecord record(BuildRow row) {
        Asked asked = json.readValue(row.json().request(), Asked.class);
        String image = row.image();
        return new BuildRecord(
                row.getId(),
                row.jobId(),
                row.person(),
                row.channel(),
                row.state(),
                row.startedAt(),
                row.endedAt(),
                row.name(),
                asked.tags,
                row.contextDigest(),
                row.contextBytes(),
                row.contextOrigin(),
                row.dockerfile(),
                row.dockerfilePath(),
                asked.buildArgs,
                asked.target,
                Objects.requireNonNullElse(asked.options, new BuildRecord.Options(false, false)),
                json.readValue(row.json().steps(), new TypeReference<List<BuildRecord.Step>>() {}),
                json.readValue(row.json().warnings(), new TypeReference<List<String>>() {}),
                image == null ? null : ImageId.parse(image),
                row.error());
    }
}
