package dev.onionyard.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ChallengeTests {

    @Test
    void readsABearerChallenge() {
        Challenge challenge = Challenge.parse("Bearer realm=\"https://auth.example/token\",service=\"registry\", "
                + "scope=\"repository:a/b:pull,push\"");
        assertThat(challenge.isBearer()).isTrue();
        assertThat(challenge.parameters())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "realm", "https://auth.example/token",
                        "service", "registry",
                        "scope", "repository:a/b:pull,push"));
    }

    @Test
    void readsQuotesWithinQuotesAndWordsWithout() {
        Challenge challenge = Challenge.parse("BASIC Realm=\"a \\\"b\\\"\", charset=UTF-8");
        assertThat(challenge.isBasic()).isTrue();
        assertThat(challenge.parameter("realm")).contains("a \"b\"");
        assertThat(challenge.parameter("charset")).contains("UTF-8");
    }

    @Test
    void takesNonsenseForNothing() {
        assertThat(Challenge.parse("").parameters()).isEmpty();
        assertThat(Challenge.parse("Bearer realm=\"never closed").parameters()).doesNotContainKey("service");
    }
}
