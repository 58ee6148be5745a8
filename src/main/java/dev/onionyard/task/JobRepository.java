package dev.onionyard.task;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface JobRepository extends Repository<JobRecord, String> {

    JobRecord save(JobRecord job);

    Optional<JobRecord> findById(String id);

    List<JobRecord> findByIdNotInOrderByStartedAtDesc(Collection<String> ids, Limit limit);

    /// Jobs that say they run although no process runs them.
    @Modifying
    @Query("update JobRecord j set j.state = dev.onionyard.task.JobState.LOST, j.endedAt = :time"
            + " where j.state = dev.onionyard.task.JobState.RUNNING")
    int markRunningAsLost(Instant time);

    @Modifying
    @Query("delete from JobRecord j where j.endedAt < :time")
    int deleteEndedBefore(Instant time);
}
