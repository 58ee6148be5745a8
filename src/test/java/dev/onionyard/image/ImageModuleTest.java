package dev.onionyard.image;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// A test of the module `image` on a database in memory. The module commits its own transactions, so there is
/// none around a test, and each test cleans up.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@DataJpaTest(showSql = false, properties = "spring.jpa.hibernate.ddl-auto=validate")
@Import(ImageTestBeans.class)
@Transactional(propagation = Propagation.NOT_SUPPORTED)
public @interface ImageModuleTest {}
