package dev.onionyard.image;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.EntityGraph;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface ImageRows extends JpaRepository<ImageRow, String> {

    @EntityGraph(attributePaths = "layers")
    Optional<ImageRow> findWithLayersById(String id);

    @EntityGraph(attributePaths = "layers")
    List<ImageRow> findWithLayersByIdIn(Collection<String> ids);

    @EntityGraph(attributePaths = "layers")
    @Query("select i from ImageRow i order by i.stored desc, i.id")
    List<ImageRow> findAllWithLayers();

    @Query("select i.id from ImageRow i where i.id like concat(:prefix, '%')")
    List<String> findIdsByPrefix(String prefix, Limit limit);

    @Query("select i.id from ImageRow i where i.parentId = :parentId order by i.stored, i.id")
    List<String> findChildIds(String parentId);

    @Query("select distinct l.chainId from ImageRow i join i.layers l where l.chainId in :chains")
    Set<String> findChains(Collection<String> chains);

    @Query("select i.id from ImageRow i")
    List<String> findAllIds();
}
