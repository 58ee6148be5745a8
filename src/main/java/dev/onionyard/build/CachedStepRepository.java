package dev.onionyard.build;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface CachedStepRepository extends Repository<CachedStep, String> {

    CachedStep save(CachedStep step);

    Optional<CachedStep> findById(String id);

    List<CachedStep> findAllByOrderByUsedAtDesc();

    @Query("select distinct s.layerId from CachedStep s where s.layerId is not null")
    Set<String> layerIds();

    @Modifying
    @Query("update CachedStep s set s.usedAt = :time, s.uses = s.uses + 1 where s.id in :ids")
    int markUsed(Collection<String> ids, Instant time);

    @Modifying
    @Query("delete from CachedStep s where s.id in :ids")
    int deleteByIds(Collection<String> ids);
}
