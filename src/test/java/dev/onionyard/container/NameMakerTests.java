package dev.onionyard.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameMakerTests {

    @Test
    void makesNamesThatContainersMayHave() {
        var names = new NameMaker(new Random(1));
        for (int i = 0; i < 1000; i++) {
            assertThat(names.make(name -> false)).matches("[a-z]+_[a-z]+").satisfies(RequestCheck::checkName);
        }
    }

    @Test
    void neverMakesATakenName() {
        var names = new NameMaker(new Random(1));
        var taken = new HashSet<String>();
        for (int i = 0; i < 20_000; i++) {
            assertThat(taken.add(names.make(taken::contains))).isTrue();
        }
    }
}
