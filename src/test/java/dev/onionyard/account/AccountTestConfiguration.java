package dev.onionyard.account;

import dev.onionyard.TestClock;
import dev.onionyard.audit.RecordingAuditTrail;
import java.util.Map;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder.SecretKeyFactoryAlgorithm;

/// The account module alone: real database, an audit trail in a list, a clock that stands still, cheap hashes.
@TestConfiguration
@Import({AccountDirectory.class, TokenRegister.class, PasswordSignIn.class})
class AccountTestConfiguration {

    @Bean
    RecordingAuditTrail auditTrail() {
        return new RecordingAuditTrail();
    }

    @Bean
    @Primary
    TestClock testClock() {
        return new TestClock();
    }

    @Bean
    PasswordEncoder passwordEncoder() {
        return new DelegatingPasswordEncoder(
                "pbkdf2",
                Map.of("pbkdf2", new Pbkdf2PasswordEncoder("", 16, 1, SecretKeyFactoryAlgorithm.PBKDF2WithHmacSHA256)));
    }
}
