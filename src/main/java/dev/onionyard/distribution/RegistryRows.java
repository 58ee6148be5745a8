package dev.onionyard.distribution;

import org.springframework.data.jpa.repository.JpaRepository;

interface RegistryRows extends JpaRepository<RegistryRow, String> {}
