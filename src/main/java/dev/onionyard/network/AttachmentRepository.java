package dev.onionyard.network;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface AttachmentRepository extends JpaRepository<AttachmentEntity, String> {

    List<AttachmentEntity> findByNetworkId(String networkId);
}
