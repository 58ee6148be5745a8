package dev.onionyard.image;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface LayerBlobRows extends JpaRepository<LayerBlobRow, String> {

    List<LayerBlobRow> findByDiffId(String diffId);
}
