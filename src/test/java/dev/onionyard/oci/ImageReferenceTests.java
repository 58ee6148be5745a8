package dev.onionyard.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTests {

    private static final String DIGEST = "sha256:" + "0f".repeat(32);

    @ParameterizedTest
    @CsvSource({
        "busybox,                    docker.io/library/busybox,          busybox",
        "busybox:1.36,               docker.io/library/busybox:1.36,     busybox:1.36",
        "lxl/tomcat02,               docker.io/lxl/tomcat02,             lxl/tomcat02",
        "docker.io/busybox,          docker.io/library/busybox,          busybox",
        "docker.io/library/busybox:1, docker.io/library/busybox:1,       busybox:1",
        "index.docker.io/a/b,        docker.io/a/b,                      a/b",
        "localhost/a,                localhost/a,                        localhost/a",
        "localhost:5000/a:b,         localhost:5000/a:b,                 localhost:5000/a:b",
        "localhost:5000,             docker.io/library/localhost:5000,   localhost:5000",
        "[::1]:5000/a,               [::1]:5000/a,                       [::1]:5000/a",
        "quay.io/x/y/z:Tag_1.2-3,    quay.io/x/y/z:Tag_1.2-3,            quay.io/x/y/z:Tag_1.2-3",
        "HOST/a,                     HOST/a,                             HOST/a",
        "a__b/c.d-e--f,              docker.io/a__b/c.d-e--f,            a__b/c.d-e--f",
        "docker.io/foo.bar/x,        docker.io/foo.bar/x,                docker.io/foo.bar/x",
        "docker.io/localhost/x,      docker.io/localhost/x,              docker.io/localhost/x",
        "docker.io/library/a/b,      docker.io/library/a/b,              library/a/b"
    })
    void readsWhatPeopleType(String text, String full, String familiar) {
        ImageReference reference = ImageReference.parse(text);

        assertThat(reference).hasToString(full);
        assertThat(reference.familiar()).isEqualTo(familiar);
        assertThat(ImageReference.parse(familiar)).isEqualTo(reference);
        assertThat(ImageReference.parse(full)).isEqualTo(reference);
    }

    @Test
    void readsDigests() {
        ImageReference reference = ImageReference.parse("a/b:1@" + DIGEST);

        assertThat(reference.tag()).isEqualTo("1");
        assertThat(reference.digest()).hasToString(DIGEST);
        assertThat(reference.familiar()).isEqualTo("a/b:1@" + DIGEST);
        assertThat(reference.withDefaultTag()).isEqualTo(reference);
        assertThat(reference.withTag("2").familiar()).isEqualTo("a/b:2");
    }

    @Test
    void fillsInTheTagOnlyWhereAsked() {
        assertThat(ImageReference.parse("a").tag()).isNull();
        assertThat(ImageReference.parse("a").withDefaultTag().familiar()).isEqualTo("a:latest");
        assertThat(ImageReference.parse("a@" + DIGEST).withDefaultTag().tag()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Busybox",
                "a b",
                "/a",
                "a/",
                "a//b",
                "-a",
                "a-",
                "a..b",
                "a___b",
                "a/B",
                ":1",
                "a:",
                "a:-x",
                "a:b c",
                "a@sha256:12",
                "a@md5:00",
                "a:1:2",
                "host:port/a",
                "ho_st.x/a",
                "../a",
                "a/../b",
                "a\nb",
                "a:1\n",
                "é",
                "https://a/b"
            })
    void refusesWhatIsNoName(String text) {
        assertThatThrownBy(() -> ImageReference.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("cannot read ");
    }

    @Test
    void refusesWhatLooksLikeAnImageId() {
        assertThatThrownBy(() -> ImageReference.parse("ab".repeat(32))).hasMessageContaining("not 64 hexadecimal");
    }

    @Test
    void limitsTheLengths() {
        assertThat(ImageReference.parse("a".repeat(255)).path()).hasSize(255 + "library/".length());
        assertThat(ImageReference.parse("a:" + "t".repeat(128)).tag()).hasSize(128);
        assertThatThrownBy(() -> ImageReference.parse("a:" + "t".repeat(129))).hasMessageContaining("128 at most");
        assertThatThrownBy(() -> ImageReference.parse("a".repeat(256))).hasMessageContaining("255 characters");
        assertThatThrownBy(() -> ImageReference.parse("a/".repeat(100_000) + "a"))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> ImageReference.parse("a.".repeat(200) + "a/b".repeat(100)))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void refusesABadNewTag() {
        assertThatThrownBy(() -> ImageReference.parse("a").withTag("x y")).hasMessageContaining("expected a tag");
    }
}
