package dev.onionyard.image;

import dev.onionyard.fixtures.PostgresCluster;
import org.junit.jupiter.api.AfterAll;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/// Registering, naming and removing on a real PostgreSQL.
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
@DirtiesContext
class ImagesPostgresIT extends ImagesTests {

    private static final PostgresCluster POSTGRES = PostgresCluster.open();

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", POSTGRES::newSchema);
    }

    @AfterAll
    static void stop() {
        POSTGRES.close();
    }
}
