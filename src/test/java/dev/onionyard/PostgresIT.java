package dev.onionyard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.archive.ImageArchives;
import dev.onionyard.fixtures.PostgresCluster;
import dev.onionyard.fixtures.TestApplication;
import dev.onionyard.fixtures.TestImages;
import dev.onionyard.image.ImageQuery;
import dev.onionyard.image.ImageQuery.Sort;
import dev.onionyard.image.Images;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// The whole application on a real PostgreSQL: the migrations run, the entities fit the tables that they make
/// (`ddl-auto=validate` stops the start otherwise), and an image that was restored is found by its name.
class PostgresIT {

    @Test
    void keepsImagesInPostgres() throws Exception {
        try (PostgresCluster postgres = PostgresCluster.open();
                TestApplication application = TestApplication.start(Map.of(
                        "spring.datasource.url", postgres.newSchema(), "spring.jpa.hibernate.ddl-auto", "validate"))) {
            assertThat(productOf(application.get(DataSource.class))).isEqualTo("PostgreSQL");

            restoreBusybox(application.get(ImageArchives.class));

            var page = application.get(Images.class).search(new ImageQuery("busy", Sort.CREATED, true, 0, 20));
            assertThat(page.total()).isEqualTo(1);
            assertThat(page.rows().getFirst().tags())
                    .extracting(ImageReference::familiar)
                    .containsExactly(TestImages.BUSYBOX);
        }
    }

    private static String productOf(DataSource database) throws SQLException {
        try (var connection = database.getConnection()) {
            return connection.getMetaData().getDatabaseProductName();
        }
    }

    private static void restoreBusybox(ImageArchives archives) throws IOException {
        try (InputStream in = Files.newInputStream(TestImages.busybox())) {
            archives.restore(in, "busybox.tar", ProgressListener.NONE);
        }
    }
}
