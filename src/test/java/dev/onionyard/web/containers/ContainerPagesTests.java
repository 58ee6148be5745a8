package dev.onionyard.web.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.authentication;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.onionyard.account.Role;
import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerLifecycle.ExitReason;
import dev.onionyard.container.ContainerLogs.Stream;
import dev.onionyard.container.ContainerRequest;
import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.ContainerState;
import dev.onionyard.container.HealthChecks;
import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvents;
import dev.onionyard.layer.LayerEntry;
import dev.onionyard.layer.LayerTrees.Change;
import dev.onionyard.layer.LayerTrees.Sign;
import dev.onionyard.web.SignedInUser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

@SpringBootTest(classes = ContainerPagesSetup.class, properties = "onionyard.home=target/unused")
@AutoConfigureMockMvc
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_CLASS)
class ContainerPagesTests {

    /// What an attacker would put into names, labels and variables.
    private static final String HOSTILE = "<script>alert('x')</script>\"'&{0}#{nope}${7*7}";

    private static final String ESCAPED = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;";

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private ContainerApi api;

    @Autowired
    private FakeYard yard;

    @Autowired
    private EngineEvents events;

    @Autowired
    private FakeImages images;

    @Autowired
    private FakeJobs jobs;

    @BeforeEach
    void clean() {
        yard.clear();
        jobs.stuck = false;
        images.images.clear();
        images.images.add(FakeImages.image("busybox"));
    }

    static RequestPostProcessor as(Role role) {
        String name = role == Role.OPERATOR ? "lxl" : role.name().toLowerCase(Locale.ROOT);
        var authorities = Arrays.stream(Role.values())
                .filter(role::includes)
                .map(each -> new SimpleGrantedAuthority("ROLE_" + each))
                .toList();
        RequestPostProcessor signedIn = authentication(
                UsernamePasswordAuthenticationToken.authenticated(new SignedInUser(name, role, 1), null, authorities));
        return request -> {
            // As Tomcat has it, where one servlet answers everything; the access rules look at it.
            request.setServletPath(String.valueOf(request.getRequestURI()));
            request.setPathInfo(null);
            return signedIn.postProcessRequest(request);
        };
    }

    private MvcTestResult page(String address) {
        return page(address, Role.OPERATOR);
    }

    private MvcTestResult page(String address, Role role) {
        return mvc.get().uri(address).with(as(role)).accept("text/html").exchange();
    }

    private MvcTestResult send(MockHttpServletRequestBuilder form) {
        return mvc.perform(form.with(as(Role.OPERATOR)).with(csrf()));
    }

    private static String text(MvcTestResult result) {
        assertThat(result).hasStatusOk();
        return body(result);
    }

    private static String body(MvcTestResult result) {
        try {
            return result.getResponse().getContentAsString(StandardCharsets.UTF_8);
        } catch (java.io.UnsupportedEncodingException e) {
            throw new AssertionError(e);
        }
    }

    // ---- watching

    @Test
    void showsHealthWithTheLastChecks() {
        Container web = yard.add("web", ContainerState.RUNNING, 0);
        var probe = new HealthChecks.Probe(FakeYard.NOON, FakeYard.NOON.plusMillis(40), 1, "connection <refused>");
        yard.health = new HealthChecks.Health(HealthChecks.Verdict.UNHEALTHY, 3, List.of(probe));

        String html = text(page("/containers/" + web.id()));

        assertThat(html)
                .contains("data-health=\"unhealthy\"", "Unhealthy", "3 failed in a row", "connection &lt;refused&gt;");
        yard.health = null;
        assertThat(text(page("/containers/" + web.id()))).doesNotContain("data-health");
    }

    @Test
    void listsProcessesOfARunningContainerOnly() {
        Container web = yard.add("web", ContainerState.RUNNING, 0);
        Container old = yard.add("old", ContainerState.EXITED, 0);

        assertThat(text(page("/containers/" + web.id() + "/processes"))).contains("4711", "sleep 600");
        assertThat(text(page("/containers/" + old.id() + "/processes"))).contains("Nothing runs in it");
    }

    @Test
    void listsWhatHappenedNewestFirst() {
        Container web = yard.add("web", ContainerState.RUNNING, 0);
        events.publish(EngineEvent.Type.CONTAINER, "start", web.id(), Map.of("name", "web"));
        events.publish(EngineEvent.Type.CONTAINER, "die", web.id(), Map.of("exitCode", "3"));
        events.publish(EngineEvent.Type.CONTAINER, "elsewhere", "f".repeat(64), Map.of());

        String html = text(page("/containers/" + web.id() + "/events"));

        assertThat(html).containsSubsequence("die", "exitCode=3", "start").doesNotContain("elsewhere");
    }

    // ---- list

    @Test
    void listsContainersWithStateShapeAndWord() {
        yard.add("web", ContainerState.RUNNING, 0, published(), List.of());
        yard.add("old", ContainerState.EXITED, 0);
        String html = text(page("/containers"));
        assertThat(html)
                .contains(">web<", ">old<", "Running", "Exited", "http://localhost:8080/", "8080 → 80")
                .doesNotContain("state-bad");
    }

    @Test
    void paintsOnlyFailuresRed() {
        yard.add("failed", ContainerState.EXITED, 1);
        assertThat(text(page("/containers"))).contains("state-bad");
        assertThat(StateView.of(yard.add("a", ContainerState.EXITED, 0)).colour())
                .isEmpty();
        assertThat(StateView.of(yard.add("b", ContainerState.EXITED, 143)).colour())
                .isEmpty();
        assertThat(StateView.of(yard.add("c", ContainerState.EXITED, 137)).colour())
                .isEqualTo("state-warn");
    }

    @Test
    void searchesAndFiltersOnTheServer() {
        yard.add("web", ContainerState.RUNNING, 0);
        yard.add("database", ContainerState.EXITED, 0);
        assertThat(text(page("/containers?q=WEB"))).contains(">web<").doesNotContain(">database<");
        assertThat(text(page("/containers?state=exited")))
                .contains(">database<")
                .doesNotContain(">web<");
        assertThat(text(page("/containers?q=nothing"))).contains("Nothing fits that search");
        assertThat(text(page("/containers?q=" + FakeYard.id("web").substring(0, 8))))
                .contains(">web<");
    }

    @Test
    void sortsAndPages() {
        for (int i = 0; i < ContainerListController.PAGE_SIZE + 1; i++) {
            yard.add("c%03d".formatted(i), ContainerState.EXITED, 0);
        }
        assertThat(text(page("/containers?sort=name&order=asc")))
                .contains(">c000<")
                .doesNotContain(">c100<");
        assertThat(text(page("/containers?sort=name&order=asc&page=1")))
                .contains(">c100<")
                .doesNotContain(">c099<");
        assertThat(text(page("/containers?sort=name&order=desc")))
                .contains(">c100<")
                .doesNotContain(">c000<");
        assertThat(text(page("/containers?page=99999"))).contains("Page 2 of 2");
    }

    @Test
    void saysHowToBeginWhenThereIsNothing() {
        assertThat(text(page("/containers"))).contains("No containers yet", "/containers/new");
    }

    @Test
    void rendersTheTableAloneForTheLiveRefresh() {
        yard.add("web", ContainerState.RUNNING, 0);
        var result = mvc.perform(
                get("/containers").header("X-Fragment", "container-table").with(as(Role.OPERATOR)));
        assertThat(text(result)).startsWith("<section").contains(">web<").doesNotContain("<html");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/logs", "/terminal", "/stats", "/files", "/changes", "/inspect"})
    void rendersTheHeadAloneForTheLiveRefreshOfEveryTab(String tab) {
        yard.add("web", ContainerState.RUNNING, 0);
        var result = mvc.perform(get("/containers/web" + tab)
                .header("X-Fragment", "container-head")
                .with(as(Role.OPERATOR)));
        assertThat(text(result))
                .startsWith("<header")
                .contains("id=\"container-head\"")
                .doesNotContain("<html");
    }

    @Test
    void givesViewersNoButtons() {
        yard.add("web", ContainerState.RUNNING, 0);
        assertThat(text(page("/containers", Role.VIEWER)))
                .contains(">web<")
                .doesNotContain("<form class=\"act-form\"", "type=\"checkbox\"", "href=\"/containers/new\"");
        assertThat(text(page("/containers/web", Role.VIEWER))).doesNotContain("/containers/actions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zh-CN", "en"})
    void speaksBothLanguages(String language) {
        yard.add("web", ContainerState.RUNNING, 0);
        var result = mvc.perform(get("/containers").with(as(Role.OPERATOR)).header("Accept-Language", language));
        assertThat(text(result)).contains(language.equals("en") ? "Running" : "运行中");
    }

    // ---- acts

    @Test
    void doesWhatWasAskedAndGoesBack() {
        Container web = yard.add("web", ContainerState.EXITED, 0);
        var result = send(post("/containers/actions")
                .param("act", "start")
                .param("id", web.id())
                .param("back", "/containers/" + web.shortId() + "/logs"));
        assertThat(result).hasStatus(302).hasRedirectedUrl("/containers/" + web.shortId() + "/logs");
        assertThat(yard.acts).containsExactly("start web by lxl");
    }

    @Test
    void actsOnExactlyTheChosenOnes() {
        Container one = yard.add("one", ContainerState.RUNNING, 0);
        yard.add("two", ContainerState.RUNNING, 0);
        Container three = yard.add("three", ContainerState.RUNNING, 0);
        send(post("/containers/actions").param("act", "kill").param("id", one.id(), three.id(), "gone"));
        assertThat(yard.acts).containsExactly("kill with KILL one by lxl", "kill with KILL three by lxl");
    }

    @Test
    void removesWithWhatWasChosen() {
        Container web = yard.add("web", ContainerState.RUNNING, 0);
        send(post("/containers/actions")
                .param("act", "remove")
                .param("id", web.id())
                .param("force", "true")
                .param("volumes", "true"));
        assertThat(yard.acts).containsExactly("remove by force with volumes web by lxl");
    }

    @Test
    void saysWhatFailed() {
        Container web = yard.add("web", ContainerState.RUNNING, 0);
        yard.refusal = "cannot stop container \"web\": it is paused";
        var result = send(post("/containers/actions").param("act", "stop").param("id", web.id()));
        assertThat(result).hasRedirectedUrl("/containers");
        assertThat(result).flash().containsKey("flash");
        assertThat(String.valueOf(result.getMvcResult().getFlashMap().get("flash")))
                .contains("danger", "it is paused");
    }

    @Test
    void goesOnAsAJobWhenItTakesLong() {
        jobs.stuck = true;
        Container web = yard.add("web", ContainerState.RUNNING, 0);
        var result = send(post("/containers/actions").param("act", "stop").param("id", web.id()));
        assertThat(String.valueOf(result.getMvcResult().getFlashMap().get("flash")))
                .contains("containers.goes-on.stop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://evil.example/", "//evil.example", "/containers//evil", "/settings", "/containersX"})
    void goesBackOnlyToContainers(String back) {
        var result = send(post("/containers/actions").param("act", "stop").param("back", back));
        assertThat(result).hasRedirectedUrl("/containers");
    }

    @Test
    void namesWhatIsLostBeforeRemoving() {
        var volume = new Container.MountPoint(
                ContainerRequest.MountKind.VOLUME, "abc", Path.of("/volumes/abc"), "/data", false, true);
        Container web = yard.add("web", ContainerState.RUNNING, 0, ContainerRequest.of("busybox"), List.of(volume));
        yard.changes.add(new Change("/x", Sign.ADDED, LayerEntry.Kind.FILE, 2048));
        assertThat(text(page("/containers/confirm?act=remove&id=" + web.id() + "&id=gone")))
                .contains("Remove this container?", ">web<", "one changed file", "2 KiB", "/data", "name=\"force\"");
    }

    @ParameterizedTest
    @EnumSource(ContainerAct.class)
    void asksInBothLanguages(ContainerAct act) {
        Container web = yard.add("web", ContainerState.RUNNING, 0);
        String address = "/containers/confirm?act=" + act.word() + "&id=" + web.id();
        assertThat(text(page(address))).contains(">web<").doesNotContain("??");
        var chinese = mvc.perform(get(address).with(as(Role.OPERATOR)).header("Accept-Language", "zh-CN"));
        assertThat(text(chinese)).doesNotContain("??");
    }

    @Test
    void refusesUnknownActs() {
        assertThat(send(post("/containers/actions").param("act", "explode"))).hasStatus(400);
    }

    @Test
    void viewersChangeNothing() {
        Container web = yard.add("web", ContainerState.RUNNING, 0);
        for (String address :
                List.of("/containers/actions", "/containers/new", "/containers/web/commit", "/containers/web/rename")) {
            assertThat(mvc.perform(post(address)
                            .param("act", "kill")
                            .param("id", web.id())
                            .param("name", "x")
                            .param("image", "busybox")
                            .with(as(Role.VIEWER))
                            .with(csrf())))
                    .hasStatus(403);
        }
        assertThat(page("/api/containers/web/download", Role.VIEWER)).hasStatus(403);
        assertThat(page("/api/containers/web/terminal", Role.VIEWER)).hasStatus(403);
        assertThat(yard.acts).isEmpty();
        assertThat(yard.requests).isEmpty();
    }

    @Test
    void nothingHappensWithoutTheToken() {
        Container web = yard.add("web", ContainerState.RUNNING, 0);
        assertThat(mvc.perform(post("/containers/actions")
                        .param("act", "kill")
                        .param("id", web.id())
                        .with(as(Role.OPERATOR))))
                .hasStatus(403);
        assertThat(yard.acts).isEmpty();
    }

    // ---- run form

    @Test
    void fillsTheFormInFromTheImage() {
        yard.defaults = new ContainerRequest(
                null,
                "busybox",
                null,
                List.of("sh", "-c", "echo hi"),
                List.of("PATH=/bin"),
                "/srv",
                "nobody",
                null,
                false,
                false,
                false,
                Map.of("team", "yard"),
                null,
                null,
                FakeYard.publishing(0, 8080));
        assertThat(text(page("/containers/new?image=busybox")))
                .contains("Containers need root", "sudo begin")
                .contains(
                        "sh -c &#39;echo hi&#39;",
                        "value=\"PATH\"",
                        "value=\"/bin\"",
                        "value=\"/srv\"",
                        "value=\"nobody\"")
                .contains("value=\"team\"", "name=\"portContainer\" inputmode=\"numeric\" value=\"8080\"");
    }

    @Test
    void offersAnotherPortWhenTheOneIsTaken() {
        yard.add("first", ContainerState.RUNNING, 0, published(), List.of());
        yard.defaults = new ContainerRequest(
                null,
                "busybox",
                null,
                null,
                List.of(),
                null,
                null,
                null,
                false,
                false,
                false,
                Map.of(),
                null,
                null,
                FakeYard.publishing(8080, 80));
        assertThat(text(page("/containers/new?image=busybox")))
                .contains("name=\"portHost\" inputmode=\"numeric\" value=\"\"")
                .contains("name=\"portContainer\" inputmode=\"numeric\" value=\"80\"");
    }

    @Test
    void letsOneChooseAnImage() {
        assertThat(text(page("/containers/new"))).contains("busybox:latest");
        var missing = page("/containers/new?image=" + "nope");
        assertThat(missing).hasStatus(404);
        assertThat(body(missing)).contains("There is no image nope here.");
    }

    @Test
    void createsAndStarts() {
        var result = send(runForm().param("name", "hello").param("command", "sh -c 'echo hi'"));
        assertThat(result)
                .hasStatus(302)
                .hasRedirectedUrl("/containers/" + FakeYard.id("hello").substring(0, 12) + "/logs");
        assertThat(yard.requests).singleElement().satisfies(request -> {
            assertThat(request.cmd()).containsExactly("sh", "-c", "echo hi");
            assertThat(request.tty()).isFalse();
        });
        assertThat(yard.acts).containsExactly("start hello by lxl");
    }

    @Test
    void goesToTheTerminalOfAShell() {
        var result = send(runForm().param("name", "shell").param("mode", "terminal"));
        assertThat(result)
                .hasRedirectedUrl("/containers/" + FakeYard.id("shell").substring(0, 12) + "/terminal?begin=attach");
        assertThat(yard.requests.getFirst().tty()).isTrue();
    }

    @Test
    void canCreateWithoutStarting() {
        send(runForm().param("name", "later").param("only-create", "true"));
        assertThat(yard.requests).hasSize(1);
        assertThat(yard.acts).isEmpty();
    }

    @Test
    void showsErrorsBesideTheirFieldsAndKeepsWhatWasTyped() {
        var result = send(runForm()
                .param("name", "-bad")
                .param("memory", "lots")
                .param("portHost", "80", "99999")
                .param("portContainer", "80", "81")
                .param("envName", "A")
                .param("envValue", HOSTILE));
        assertThat(result).hasStatus(400);
        assertThat(body(result))
                .contains("id=\"error-name\"", "id=\"error-memory\"", "id=\"error-port-1\"", "value=\"lots\"")
                .contains(ESCAPED)
                .doesNotContain("<script>alert", "id=\"error-port-0\"");
        assertThat(yard.requests).isEmpty();
    }

    @Test
    void showsATakenNameBesideTheName() {
        yard.add("web", ContainerState.RUNNING, 0);
        var result = send(runForm().param("name", "web"));
        assertThat(result).hasStatus(400);
        assertThat(body(result)).contains("id=\"error-name\"", "is taken");
    }

    @Test
    void goesToTheContainerThatCouldNotStart() {
        var result = send(runForm().param("name", "broken"));
        assertThat(result)
                .hasRedirectedUrl("/containers/" + FakeYard.id("broken").substring(0, 12));
        assertThat(String.valueOf(result.getMvcResult().getFlashMap().get("flash")))
                .contains("not found");
    }

    @Test
    void addsARowWithoutScript() {
        var result = send(runForm().param("add", "env").param("envName", "A").param("envValue", "1"));
        assertThat(text(result)).contains("value=\"A\"");
        assertThat(countOf(text(result), "name=\"envName\"")).isEqualTo(3);
        assertThat(yard.requests).isEmpty();
    }

    @Test
    void offersFullAccessToAdministratorsOnly() {
        assertThat(text(page("/containers/new?image=busybox", Role.ADMINISTRATOR)))
                .contains("name=\"privileged\"");
        assertThat(text(page("/containers/new?image=busybox"))).doesNotContain("name=\"privileged\"");
        assertThat(send(runForm().param("privileged", "on"))).hasStatus(400);
        assertThat(yard.requests).isEmpty();
    }

    private static MockHttpServletRequestBuilder runForm() {
        return post("/containers/new")
                .param("image", "busybox")
                .param("network", "bridge")
                .param("restart", "no");
    }

    // ---- one container

    @ParameterizedTest
    @ValueSource(strings = {"", "/logs", "/terminal", "/stats", "/files", "/changes", "/onion", "/inspect", "/commit"})
    void escapesEverythingThatContainersSay(String tab) {
        var request = new ContainerRequest(
                null,
                HOSTILE,
                null,
                List.of(HOSTILE),
                List.of("EVIL=" + HOSTILE),
                null,
                null,
                null,
                true,
                true,
                false,
                Map.of("label", HOSTILE),
                null,
                null,
                HostOptions.DEFAULT);
        var mount = new Container.MountPoint(
                ContainerRequest.MountKind.BIND, "", Path.of("/" + HOSTILE), "/" + HOSTILE, false, false);
        yard.add("evil", ContainerState.EXITED, 1, request, List.of(mount));
        yard.changes.add(new Change("/" + HOSTILE, Sign.ADDED, LayerEntry.Kind.FILE, 1));
        yard.print(Stream.STDOUT, HOSTILE);
        yard.exitReason = new ExitReason("exit.signal", List.of(HOSTILE));
        assertThat(text(page("/containers/evil" + tab))).contains(ESCAPED).doesNotContain("<script>alert");
    }

    @Test
    void escapesInTheListToo() {
        var request = new ContainerRequest(
                null,
                HOSTILE,
                null,
                List.of(HOSTILE),
                List.of(),
                null,
                null,
                null,
                true,
                true,
                false,
                Map.of(),
                null,
                null,
                HostOptions.DEFAULT);
        yard.add("evil", ContainerState.EXITED, 1, request, List.of());
        assertThat(text(page("/containers"))).contains(ESCAPED).doesNotContain("<script>alert");
    }

    @Test
    void saysInWordsThatNothingRanInTheForeground() {
        yard.add("test", ContainerState.EXITED, 0);
        assertThat(text(page("/containers/test")))
                .contains(
                        "nothing ran in its foreground",
                        "Run it with a terminal (-it)",
                        "Run it again with a terminal");
    }

    @Test
    void showsAReasonThatNobodyTranslated() {
        yard.add("test", ContainerState.EXITED, 1);
        yard.exitReason = new ExitReason("exit.something-new", List.of());
        assertThat(text(page("/containers/test")))
                .contains("exit.something-new")
                .doesNotContain("??");
    }

    @Test
    void showsOneTabAtATime() {
        yard.add("web", ContainerState.RUNNING, 0);
        for (String tab : List.of("", "/logs", "/terminal", "/stats", "/changes", "/onion", "/inspect")) {
            assertThat(countOf(text(page("/containers/web" + tab)), "aria-current=\"page\""))
                    .isEqualTo(2);
        }
        assertThat(page("/containers/web/nonsense")).hasStatus(404);
        assertThat(page("/containers/nobody")).hasStatus(404);
    }

    @Test
    void showsTheLogWithoutScriptToo() {
        yard.add("web", ContainerState.RUNNING, 0);
        yard.print(Stream.STDOUT, "to the one");
        yard.print(Stream.STDERR, "to the other");
        assertThat(text(page("/containers/web/logs"))).contains("log-line log-out", "to the one", "log-line log-err");
    }

    @Test
    void streamsTheLog() throws Exception {
        yard.add("web", ContainerState.RUNNING, 0);
        yard.print(Stream.STDOUT, "one");
        yard.print(Stream.STDERR, "two");
        assertThat(stream(""))
                .startsWith("retry: ")
                .contains(
                        "event: lines\ndata: [",
                        "{\"t\":\"2026-11-21T12:00:00Z\",\"s\":\"out\",\"x\":\"one\",\"c\":true}")
                .contains("id: 2026-11-21T12:00:01Z")
                .endsWith("event: end\ndata: {\"failure\":\"\"}\n\n");
        assertThat(stream("2026-11-21T12:00:00Z")).contains("two").doesNotContain("one");
        assertThatThrownBy(() -> stream("yesterday")).hasMessageContaining("cannot read moment");
    }

    /// The stream as it is written; the mocked response cannot be written to on two threads.
    private String stream(String lastSeen) throws IOException {
        var answer = api.follow("web", 1000, "", lastSeen);
        assertThat(String.valueOf(answer.getHeaders().getContentType())).isEqualTo("text/event-stream");
        var out = new ByteArrayOutputStream();
        Objects.requireNonNull(answer.getBody()).writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void givesTheLogAsAFile() {
        yard.add("web", ContainerState.RUNNING, 0);
        yard.print(Stream.STDOUT, "hello");
        var file = page("/containers/web/log.txt?timestamps=true", Role.VIEWER);
        assertThat(text(file)).isEqualTo("2026-11-21T12:00:00Z hello\n");
        assertThat(file.getResponse().getHeader("Content-Disposition")).contains("attachment", "web.log");
        assertThat(file.getResponse().getContentType()).startsWith("text/plain");
    }

    @Test
    void measures() {
        yard.add("web", ContainerState.RUNNING, 0);
        yard.add("old", ContainerState.EXITED, 0);
        assertThat(mvc.get().uri("/api/containers/web/stats").with(as(Role.VIEWER)))
                .bodyJson()
                .extractingPath("$.cpuNanos")
                .isEqualTo(5_000_000);
        assertThat(mvc.get().uri("/api/containers/old/stats").with(as(Role.VIEWER)))
                .hasStatus(409);
    }

    @Test
    void exportsTheFiles() {
        yard.add("web", ContainerState.RUNNING, 0);
        var file = page("/api/containers/web/download");
        assertThat(text(file)).isEqualTo("tar of everything");
        assertThat(file.getResponse().getHeader("Content-Disposition")).contains("web.tar");
        assertThat(yard.acts).containsExactly("export web by lxl");
    }

    @Test
    void showsChangesWithWhatWasBefore() {
        yard.add("web", ContainerState.RUNNING, 0);
        yard.changes.add(new Change("/etc/motd", Sign.CHANGED, LayerEntry.Kind.FILE, 250));
        yard.changes.add(new Change("/gone", Sign.REMOVED, LayerEntry.Kind.FILE, 77));
        yard.changes.add(new Change("/new", Sign.ADDED, LayerEntry.Kind.FILE, 3));
        assertThat(text(page("/containers/web/changes")))
                .contains("/etc/motd", "100 B", "250 B", "layer 1", "253 B in the writable layer");
        assertThat(text(page("/containers/web/changes?sign=removed")))
                .contains("/gone")
                .doesNotContain("/new<");
    }

    @Test
    void drawsTheWritableLayerAsTheOutermostRing() {
        yard.add("web", ContainerState.RUNNING, 0);
        yard.changes.add(new Change("/new", Sign.ADDED, LayerEntry.Kind.FILE, 3));
        assertThat(text(page("/containers/web/onion")))
                .contains("oy-ring--writable", "data-ring=\"1\"", "Writable layer", "/new");
        assertThat(text(page("/containers/web/onion?step=0"))).contains("ADD rootfs.tar /", "See it in the image");
        assertThat(text(page("/containers/web/onion?step=99"))).contains("/new");
    }

    @Test
    void renames() {
        yard.add("web", ContainerState.RUNNING, 0);
        send(post("/containers/web/rename").param("name", " front "));
        assertThat(yard.acts).containsExactly("rename to front web by lxl");
    }

    // ---- commit

    @Test
    void namesTheVolumesThatACommitLeavesBehind() {
        var volume = new Container.MountPoint(
                ContainerRequest.MountKind.VOLUME, "data", Path.of("/volumes/data"), "/var/lib/mysql", false, false);
        yard.add("db", ContainerState.RUNNING, 0, ContainerRequest.of("mysql"), List.of(volume));
        yard.changes.add(new Change("/new", Sign.ADDED, LayerEntry.Kind.FILE, 1024));
        assertThat(text(page("/containers/db/commit")))
                .contains("will NOT be in the image", "/var/lib/mysql", ">data<", "/etc/resolv.conf", "1 KiB", "/new")
                .contains("value=\"lxl\"", "placeholder=\"mysql:db\"");
    }

    @Test
    void commits() {
        yard.add("web", ContainerState.RUNNING, 0);
        var result = send(post("/containers/web/commit")
                .param("name", "lxl/tomcat02")
                .param("message", "没有docs的tomcat")
                .param("author", "lxl")
                .param("pause", "true")
                .param("changes", "ENV A=b\n\n  EXPOSE 8080  "));
        assertThat(result)
                .hasRedirectedUrl(
                        "/images/" + FakeImages.image("committed").id().shortForm());
        assertThat(yard.commits).singleElement().satisfies(commit -> {
            assertThat(String.valueOf(commit.tag())).isEqualTo("docker.io/lxl/tomcat02:latest");
            assertThat(commit.message()).isEqualTo("没有docs的tomcat");
            assertThat(commit.author()).isEqualTo("lxl");
            assertThat(commit.pause()).isTrue();
            assertThat(commit.changes()).containsExactly("ENV A=b", "EXPOSE 8080");
        });
    }

    @Test
    void goesToTheJobOfALongCommit() {
        yard.add("web", ContainerState.RUNNING, 0);
        jobs.stuck = true;
        assertThat(send(post("/containers/web/commit")).getResponse().getRedirectedUrl())
                .startsWith("/jobs/job-");
    }

    @Test
    void asksBeforeANameIsTakenFromAnotherImage() {
        yard.add("web", ContainerState.RUNNING, 0);
        var refused = send(post("/containers/web/commit").param("name", "busybox:latest"));
        assertThat(refused).hasStatus(400);
        assertThat(body(refused)).contains("is the name of image", "name=\"move\"");
        assertThat(yard.commits).isEmpty();
        send(post("/containers/web/commit").param("name", "busybox:latest").param("move", "true"));
        assertThat(yard.commits).hasSize(1);
    }

    @Test
    void saysWhatIsWrongWithACommit() {
        yard.add("web", ContainerState.RUNNING, 0);
        var name = send(post("/containers/web/commit").param("name", "UPPER/" + HOSTILE));
        assertThat(name).hasStatus(400);
        assertThat(body(name)).contains("id=\"error-name\"", "&lt;script&gt;").doesNotContain("<script>alert");
        var changes = send(post("/containers/web/commit").param("changes", "NOPE"));
        assertThat(body(changes)).contains("id=\"error-changes\"", "unknown instruction");
        yard.refusal = "cannot commit container \"web\": the disk is full";
        assertThat(body(send(post("/containers/web/commit")))).contains("the disk is full");
        assertThat(yard.commits).isEmpty();
    }

    private static ContainerRequest published() {
        return new ContainerRequest(
                null,
                "busybox:latest",
                null,
                List.of("httpd", "-f"),
                List.of(),
                null,
                null,
                null,
                false,
                false,
                false,
                Map.of(),
                null,
                null,
                FakeYard.publishing(8080, 80));
    }

    private static int countOf(String text, String part) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }

    @Test
    void showsBothVersionsOfAChangedFile() {
        yard.add("web", ContainerState.RUNNING, 0);
        String page = body(page("/containers/web/changes/file?path=/etc/motd", Role.OPERATOR));

        assertThat(page)
                .contains("layer 1 of the image", "writable layer", "rw-r--r--", "rw-------")
                .containsPattern("(?s)diff-removed.{0,400}>two<")
                .containsPattern("(?s)diff-added.{0,400}>two changed<")
                .contains("&lt;img src=x onerror=alert(1)&gt;")
                .contains("/changes/before/download?path=%2Fetc%2Fmotd", "/changes/after/download?path=%2Fetc%2Fmotd")
                .doesNotContain("<img src=x");
    }

    @Test
    void keepsContentsFromViewers() {
        yard.add("web", ContainerState.RUNNING, 0);
        String page = body(page("/containers/web/changes/file?path=/etc/motd", Role.VIEWER));

        assertThat(page).contains("rw-------", "shown to operators").doesNotContain("two changed", "/download?");
        assertThat(page("/api/containers/web/changes/before/download?path=/etc/motd", Role.VIEWER))
                .hasStatus(HttpStatus.FORBIDDEN);
        assertThat(page("/api/containers/web/files/download?path=/etc/motd", Role.VIEWER))
                .hasStatus(HttpStatus.FORBIDDEN);
    }

    @Test
    void browsesFolders() {
        yard.add("web", ContainerState.RUNNING, 0);
        String etc = body(page("/containers/web/files?path=/link/", Role.VIEWER));

        assertThat(etc)
                .contains("motd", "&lt;img src=x onerror=alert(1)&gt;")
                .doesNotContain("<img src=x", "/download?");
        assertThat(body(page("/containers/web/files", Role.OPERATOR)))
                .contains("→ /etc", "/files/download?path=%2Fetc", "data-mount=\"dropzone\"");
        assertThat(body(page("/containers/web/files?q=nothing"))).contains("No name here");
        assertThat(page("/containers/web/files?path=/missing")).hasStatus(HttpStatus.NOT_FOUND);
        assertThat(page("/containers/web/files?path=/etc/motd")).hasStatus(HttpStatus.BAD_REQUEST);
    }

    @Test
    void handsFilesOutToBeStoredOnly() {
        yard.add("web", ContainerState.RUNNING, 0);
        MvcTestResult file = page("/api/containers/web/files/download?path=/etc/motd", Role.OPERATOR);
        MvcTestResult before = page("/api/containers/web/changes/before/download?path=/etc/motd", Role.OPERATOR);

        for (MvcTestResult download : List.of(file, before)) {
            assertThat(download)
                    .hasStatusOk()
                    .hasHeader("X-Content-Type-Options", "nosniff")
                    .hasContentType("application/octet-stream");
            assertThat(download.getResponse().getHeader("Content-Disposition"))
                    .startsWith("attachment;")
                    .contains("motd");
        }
        assertThat(body(file)).startsWith("one\ntwo changed");
        assertThat(body(before)).isEqualTo("one\ntwo\nthree\n");
    }
}
