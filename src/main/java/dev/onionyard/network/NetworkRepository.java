package dev.onionyard.network;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

interface NetworkRepository extends JpaRepository<NetworkEntity, String> {

    Optional<NetworkEntity> findByName(String name);

    List<NetworkEntity> findByIdStartingWith(String prefix);
}
