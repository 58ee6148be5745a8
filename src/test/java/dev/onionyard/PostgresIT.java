package dev.onionyard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.fixtures.PostgresCluster;
import dev.onionyard.fixtures.TestApplication;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The whole application on a real PostgreSQL: the migrations run, and the entities fit the tables that they make
/// (`ddl-auto=validate` stops the start otherwise).
class PostgresIT {

    private static PostgresCluster postgres;
    private static TestApplication application;

    @BeforeAll
    static void start() {
        postgres = PostgresCluster.open();
        application = TestApplication.start(
                Map.of("spring.datasource.url", postgres.newSchema(), "spring.jpa.hibernate.ddl-auto", "validate"));
    }

    @AfterAll
    static void stop() {
        application.close();
        postgres.close();
    }

    @Test
    void runsOnPostgres() throws SQLException {
        try (var connection = application.get(DataSource.class).getConnection()) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("PostgreSQL");
        }
    }
}
