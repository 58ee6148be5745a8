package dev.onionyard.image;

import java.util.Collection;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface LayerRows extends JpaRepository<LayerRow, String> {

    @Query("select l.id from LayerRow l where l.id in :ids")
    List<String> findPresent(Collection<String> ids);

    @Query("select l.id from LayerRow l")
    List<String> findAllIds();
}
