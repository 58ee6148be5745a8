package dev.onionyard.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import dev.onionyard.account.Role;
import jakarta.servlet.http.HttpSession;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/// The rules of [AccessRules], forgery protection, sessions and headers, on a stand-in for all controllers.
@WebMvcTest(controllers = {ErrorPages.class, Appearance.class})
@Import({FrameTestConfiguration.class, ProbeController.class})
class SecurityTests {

    @Autowired
    private MockMvc mvc;

    @Autowired
    private FrameTestConfiguration.People people;

    @BeforeEach
    void everybodyIsBack() {
        people.reset();
    }

    @ParameterizedTest
    @CsvSource({
        // address, method, answers to nobody, viewer, operator, administrator
        "/things, GET, 302, 200, 200, 200",
        "/things, HEAD, 302, 200, 200, 200",
        "/things, POST, 302, 403, 200, 200",
        "/things, PUT, 302, 403, 200, 200",
        "/things, PATCH, 302, 403, 200, 200",
        "/things, DELETE, 302, 403, 200, 200",
        "/api/things, GET, 401, 200, 200, 200",
        "/api/things, POST, 401, 403, 200, 200",
        "/api/things/1/download, GET, 401, 403, 200, 200",
        "/api/things/1/%64ownload, GET, 401, 403, 200, 200",
        "/settings/own-thing, POST, 302, 200, 200, 200",
        "/settings/users/thing, GET, 302, 403, 403, 200",
        "/settings/users/thing, POST, 302, 403, 403, 200"
    })
    void everyRoleMayDoWhatTheRulesSay(
            String address, String method, int nobody, int viewer, int operator, int administrator) throws Exception {
        assertThat(statusFor(null, address, method)).isEqualTo(nobody);
        assertThat(statusFor("viewer", address, method)).isEqualTo(viewer);
        assertThat(statusFor("operator", address, method)).isEqualTo(operator);
        assertThat(statusFor("administrator", address, method)).isEqualTo(administrator);
    }

    private int statusFor(@Nullable String user, String address, String method) throws Exception {
        var call = request(HttpMethod.valueOf(method), URI.create(address)).with(csrf());
        return answer(user == null ? call : call.session(signIn(user))).getStatus();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void nothingChangesWithoutTheToken(String method) throws Exception {
        var session = signIn("administrator");
        for (String address : new String[] {"/things", "/api/things", "/sign-out"}) {
            var response = answer(request(HttpMethod.valueOf(method), address).session(session));
            assertThat(response.getStatus()).as(method + " " + address).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // address, method, answers to a token of a viewer, an operator, an administrator, and to a wrong one
        "/things, GET, 200, 200, 200, 401",
        "/api/things, GET, 200, 200, 200, 401",
        "/api/things, POST, 403, 200, 200, 401",
        "/api/things/1/download, GET, 403, 200, 200, 401",
        "/api/containers/c0ffee/terminal, GET, 403, 403, 403, 401",
        "/settings/own-thing, POST, 403, 403, 403, 401",
        "/settings/users/thing, GET, 403, 403, 403, 401"
    })
    void aTokenMayDoWhatItsOwnerMayExceptWithAccounts(
            String address, String method, int viewer, int operator, int administrator, int wrong) throws Exception {
        assertThat(statusWith("oy_viewer", address, method)).isEqualTo(viewer);
        assertThat(statusWith("oy_operator", address, method)).isEqualTo(operator);
        assertThat(statusWith("oy_administrator", address, method)).isEqualTo(administrator);
        assertThat(statusWith("oy_guess", address, method)).isEqualTo(wrong);
        assertThat(statusWith("", address, method)).isEqualTo(401);
    }

    private int statusWith(String token, String address, String method) throws Exception {
        return answer(request(HttpMethod.valueOf(method), URI.create(address))
                        .header("Authorization", "Bearer " + token))
                .getStatus();
    }

    @Test
    void aTokenActsInTheNameOfItsOwnerAndOpensNoSession() throws Exception {
        var result = mvc.perform(post("/api/things").header("Authorization", "bearer oy_operator"))
                .andReturn();
        assertThat(result.getResponse().getContentAsString()).isEqualTo("operator by TOKEN");
        assertThat(result.getRequest().getSession(false)).isNull();
    }

    @Test
    void aWrongTokenIsNotHelpedByASession() throws Exception {
        var response =
                answer(get("/things").session(signIn("administrator")).header("Authorization", "Bearer oy_guess"));
        assertThat(response.getStatus()).isEqualTo(401);
        assertThat(response.getHeader("WWW-Authenticate")).startsWith("Bearer");
    }

    @Test
    void signingOutEndsTheSessionAndIsRecorded() throws Exception {
        MockHttpSession session = signIn("viewer");
        answer(post("/sign-out").session(session).with(csrf()));
        assertThat(people.signedOut).isEqualTo("viewer");
        assertThat(session.isInvalid()).isTrue();
    }

    @Test
    void signInNeedsTheTokenToo() throws Exception {
        var response = answer(post("/sign-in").param("name", "viewer").param("password", "viewer"));
        assertThat(response.getRedirectedUrl()).isEqualTo("/sign-in?again");
    }

    @Test
    void signInGivesTheSessionANewId() throws Exception {
        var session = new MockHttpSession();
        String before = session.getId();
        var result = mvc.perform(post("/sign-in")
                        .session(session)
                        .param("name", "viewer")
                        .param("password", "viewer")
                        .with(csrf()))
                .andReturn();
        assertThat(Objects.requireNonNull(result.getRequest().getSession(false)).getId())
                .isNotEqualTo(before);
    }

    @Test
    void wrongPasswordsAreNotTellingWhy() throws Exception {
        var response = answer(post("/sign-in")
                .param("name", "viewer")
                .param("password", "guess")
                .with(csrf()));
        assertThat(response.getRedirectedUrl()).isEqualTo("/sign-in?wrong");
    }

    @Test
    void aThrottledVisitorLearnsHowLongToWait() throws Exception {
        people.throttled = Duration.ofMillis(7_400);
        var response = answer(post("/sign-in")
                .param("name", "viewer")
                .param("password", "viewer")
                .with(csrf()));
        assertThat(response.getRedirectedUrl()).isEqualTo("/sign-in?wait=8");
    }

    @Test
    void whoAskedIsKnownBelow() throws Exception {
        assertThat(answer(get("/things").session(signIn("operator"))).getContentAsString())
                .isEqualTo("operator by BROWSER");
    }

    @Test
    void removedUsersAreOutAtOnce() throws Exception {
        var session = signIn("viewer");
        people.remove("viewer");
        assertThat(answer(get("/things").session(session)).getStatus()).isEqualTo(302);
    }

    @Test
    void anOldRoleIsWorthNothingAtOnce() throws Exception {
        var session = signIn("administrator");
        people.changeRole("administrator", Role.VIEWER);
        assertThat(answer(get("/settings/users/thing").session(session)).getStatus())
                .isEqualTo(302);
    }

    @Test
    void signOutEndsTheSession() throws Exception {
        var session = signIn("viewer");
        answer(post("/sign-out").session(session).with(csrf()));
        assertThat(session.isInvalid()).isTrue();
    }

    @Test
    void pagesMayRunAndLookOnlyAsOurFilesSay() throws Exception {
        for (String address : List.of("/things", "/containers/c0ffee")) {
            String policy = answer(get(address).session(signIn("viewer"))).getHeader("Content-Security-Policy");
            assertThat(policy)
                    .contains("default-src 'self'", "script-src 'self'", "style-src 'self'")
                    .contains("frame-ancestors 'none'", "form-action 'self'")
                    .doesNotContain("unsafe");
        }
    }

    @Test
    void aVisitorComesBackToThePageTheyWanted() throws Exception {
        var result = mvc.perform(get("/things").header("Accept", "text/html")).andReturn();
        var session =
                (MockHttpSession) Objects.requireNonNull(result.getRequest().getSession(false));
        var response = answer(post("/sign-in")
                .session(session)
                .param("name", "viewer")
                .param("password", "viewer")
                .with(csrf()));
        assertThat(response.getRedirectedUrl()).startsWith("http://localhost/things");
    }

    @Test
    void languageIsRememberedAndNeverLeadsAway() throws Exception {
        var response = answer(post("/language")
                .param("language", "zh-CN")
                .param("back", "//evil.example")
                .with(csrf()));
        assertThat(response.getRedirectedUrl()).isEqualTo("/");
        assertThat(response.getHeader("Set-Cookie")).contains("onionyard-language=zh-CN", "HttpOnly", "SameSite=Lax");
    }

    private MockHttpSession signIn(String user) throws Exception {
        var result = mvc.perform(post("/sign-in")
                        .param("name", user)
                        .param("password", user)
                        .with(csrf()))
                .andReturn();
        HttpSession session = result.getRequest().getSession(false);
        return (MockHttpSession) Objects.requireNonNull(session);
    }

    private MockHttpServletResponse answer(MockHttpServletRequestBuilder call) throws Exception {
        return mvc.perform(call).andReturn().getResponse();
    }
}
