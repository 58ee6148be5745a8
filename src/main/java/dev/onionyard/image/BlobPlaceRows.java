package dev.onionyard.image;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface BlobPlaceRows extends JpaRepository<BlobPlaceRow, BlobPlaceRow.Key> {

    @Query("select p from BlobPlaceRow p where p.id.blob = :blob order by p.id.registry, p.id.repository")
    List<BlobPlaceRow> findOf(String blob);
}
