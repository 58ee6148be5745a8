package dev.onionyard.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.runtime.OciProcess.OciUser;
import java.util.List;
import org.junit.jupiter.api.Test;

class UserDatabaseTests {

    private final UserDatabase users = new UserDatabase("""
            root:x:0:0:root:/root:/bin/sh
            broken
            tomcat:x:101:102::/nonexistent:/usr/sbin/nologin
            huge:x:99999999999:1::/:/
            """, """
            root:x:0:
            wheel:x:10:root,tomcat
            tomcat:x:102:
            audio:x:29:tomcat
            """);

    @Test
    void takesRootWhereNothingIsSaid() {
        assertThat(users.resolve("")).isEqualTo(new OciUser(0, 0, List.of(10)));
        assertThat(new UserDatabase("", "").resolve("")).isEqualTo(OciUser.ROOT);
    }

    @Test
    void findsNamesWithTheirGroups() {
        assertThat(users.resolve("tomcat")).isEqualTo(new OciUser(101, 102, List.of(10, 29)));
        assertThat(users.resolve("101")).isEqualTo(new OciUser(101, 102, List.of(10, 29)));
    }

    @Test
    void takesAGroupThatIsGivenAlone() {
        assertThat(users.resolve("tomcat:audio")).isEqualTo(new OciUser(101, 29, List.of()));
        assertThat(users.resolve("tomcat:7")).isEqualTo(new OciUser(101, 7, List.of()));
    }

    @Test
    void takesNumbersThatNobodyHas() {
        assertThat(users.resolve("1000")).isEqualTo(new OciUser(1000, 0, List.of()));
        assertThat(users.resolve("1000:1001")).isEqualTo(new OciUser(1000, 1001, List.of()));
    }

    @Test
    void refusesUnknownNamesInDockersWords() {
        assertThatThrownBy(() -> users.resolve("nobody"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("unable to find user nobody: no matching entries in passwd file");
        assertThatThrownBy(() -> users.resolve("root:nogroup"))
                .hasMessage("unable to find group nogroup: no matching entries in group file");
        assertThatThrownBy(() -> users.resolve("-5")).isInstanceOf(InvalidInputException.class);
    }
}
