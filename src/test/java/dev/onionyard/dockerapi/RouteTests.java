package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RouteTests {

    @Test
    void nameTakesSlashesBecauseImageNamesHaveThem() {
        Route inspect = Route.get("/images/{name}/json", exchange -> {});

        assertThat(inspect.match("GET", "/images/localhost:5000/team/app:1/json"))
                .hasValueSatisfying(found -> assertThat(found).containsExactly("localhost:5000/team/app:1"));
    }

    @Test
    void idTakesNoSlash() {
        Route start = Route.post("/containers/{id}/start", exchange -> {});

        assertThat(start.match("POST", "/containers/a/b/start")).isEmpty();
        assertThat(start.match("POST", "/containers/a/start")).isPresent();
    }

    @Test
    void anotherMethodIsAnotherRoute() {
        assertThat(Route.get("/info", exchange -> {}).match("POST", "/info")).isEmpty();
    }
}
