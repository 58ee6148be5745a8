package dev.onionyard.archive;

import dev.onionyard.image.ImageModuleTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

/// A test of the modules `archive` and `image` on a database and stores in memory.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ImageModuleTest
@Import(ArchiveModuleTest.Beans.class)
@interface ArchiveModuleTest {

    /// The module as it is.
    @TestConfiguration
    @ComponentScan(
            basePackageClasses = ImageArchives.class,
            excludeFilters = @ComponentScan.Filter(TestConfiguration.class))
    class Beans {}
}
