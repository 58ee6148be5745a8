package dev.onionyard.web.images;

import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.onionyard.account.Accounts;
import dev.onionyard.account.ProgramSignIn;
import dev.onionyard.account.Role;
import dev.onionyard.account.SignIn;
import dev.onionyard.account.User;
import dev.onionyard.build.Builds;
import dev.onionyard.distribution.RemoteImages;
import dev.onionyard.image.ImageOrigins;
import dev.onionyard.layer.LayerTrees;
import dev.onionyard.layer.LayerTrees.Sign;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.context.annotation.Bean;

/// Fakes for the engine below the image pages.
abstract class ImagePagesContext {

    @Bean
    FakeYard yard() {
        return new FakeYard();
    }

    @Bean
    FakeArchives archives(FakeYard yard) {
        return new FakeArchives(yard);
    }

    @Bean
    FakeJobs jobs() {
        return new FakeJobs();
    }

    @Bean
    Builds builds() {
        return mock(Builds.class);
    }

    @Bean
    LayerTrees trees() {
        return new FakeTrees()
                .folder("etc", Sign.UNCHANGED)
                .file("etc/hosts", Sign.CHANGED, 20)
                .file("new.txt", Sign.ADDED, 9)
                .file("old.txt", Sign.UNCHANGED, 7);
    }

    @Bean
    ImageOrigins origins() {
        return mock(ImageOrigins.class);
    }

    @Bean
    RemoteImages remoteImages() {
        return mock(RemoteImages.class);
    }

    @Bean
    Clock clock() {
        return Clock.fixed(SampleOnion.MADE.plusSeconds(3600), ZoneOffset.UTC);
    }

    /// Everybody's account is as their session says: the name is the role.
    @Bean
    Accounts accounts() {
        Accounts accounts = mock(Accounts.class);
        when(accounts.find(anyString())).thenAnswer(call -> Optional.of(userNamed(call.getArgument(0))));
        return accounts;
    }

    private static User userNamed(String role) {
        return new User(role, Role.valueOf(role), 1, Instant.EPOCH, null);
    }

    @Bean
    SignIn signIn() {
        return mock(SignIn.class);
    }

    @Bean
    ProgramSignIn programs() {
        return mock(ProgramSignIn.class);
    }
}
