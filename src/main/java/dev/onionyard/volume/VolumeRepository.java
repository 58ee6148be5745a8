package dev.onionyard.volume;

import org.springframework.data.jpa.repository.JpaRepository;

interface VolumeRepository extends JpaRepository<VolumeEntity, String> {}
