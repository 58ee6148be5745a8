package dev.onionyard.container;

import org.springframework.data.jpa.repository.JpaRepository;

interface ContainerRows extends JpaRepository<ContainerRow, String> {}
