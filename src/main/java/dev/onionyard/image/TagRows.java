package dev.onionyard.image;

import java.util.Collection;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface TagRows extends JpaRepository<TagRow, String> {

    @Query("select t from TagRow t where t.imageId = :imageId order by t.familiar")
    List<TagRow> findOf(String imageId);

    @Query("select t from TagRow t where t.imageId in :imageIds order by t.familiar")
    List<TagRow> findOfAll(Collection<String> imageIds);

    @Query("select t from TagRow t order by t.familiar")
    List<TagRow> findAllSorted();
}
