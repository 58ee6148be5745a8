package dev.onionyard.image;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface ImageDigestRows extends JpaRepository<ImageDigestRow, String> {

    @Query("select d from ImageDigestRow d where d.imageId = :imageId order by d.seen desc, d.reference")
    List<ImageDigestRow> findOf(String imageId);

    @Query("select d from ImageDigestRow d order by d.seen desc, d.reference")
    List<ImageDigestRow> findAllNewestFirst();
}
