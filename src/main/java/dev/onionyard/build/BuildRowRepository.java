package dev.onionyard.build;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface BuildRowRepository extends Repository<BuildRow, String> {

    BuildRow save(BuildRow row);

    Optional<BuildRow> findById(String id);

    void deleteById(String id);

    List<BuildRow> findAllByOrderByStartedAtDesc(Limit limit);

    Optional<BuildRow> findFirstByImageOrderByStartedAtDesc(String image);

    /// Builds that say they run although no process runs them.
    @Modifying
    @Query("update BuildRow b set b.state = dev.onionyard.build.BuildRecord.State.LOST, b.endedAt = :time"
            + " where b.state = dev.onionyard.build.BuildRecord.State.RUNNING")
    int markRunningAsLost(Instant time);
}
