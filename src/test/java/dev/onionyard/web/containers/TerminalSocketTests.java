package dev.onionyard.web.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.onionyard.account.Accounts;
import dev.onionyard.account.Role;
import dev.onionyard.account.User;
import dev.onionyard.container.ContainerLogs.Stream;
import dev.onionyard.container.ContainerState;
import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TerminalSocketTests {

    private final FakeYard yard = new FakeYard();
    private final JsonMapper json = JsonMapper.shared();
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final EngineEvents events = events();
    private Optional<User> account = Optional.of(new User("lxl", Role.OPERATOR, 1, Instant.EPOCH, null));
    private final Accounts accounts = Partial.of(Accounts.class, "find", arguments -> account);
    private final TerminalSocket terminals =
            new TerminalSocket(yard, yard, yard, events, accounts, json, Duration.ofMinutes(1));

    private EngineEvents events() {
        context.registerBean(java.time.Clock.class, java.time.Clock::systemUTC);
        context.register(EngineEvents.class);
        context.refresh();
        return context.getBean(EngineEvents.class);
    }

    @BeforeEach
    void start() {
        yard.add("shell", ContainerState.RUNNING, 0);
        terminals.start();
    }

    @AfterEach
    void stop() {
        terminals.stop();
        context.close();
    }

    private FakeSocket open(String query) {
        var socket = new FakeSocket("/api/containers/shell/terminal?" + query, "lxl");
        terminals.afterConnectionEstablished(socket);
        return socket;
    }

    private void say(FakeSocket socket, String message) throws Exception {
        terminals.handleMessage(socket, new TextMessage(message));
    }

    private FakeProcess process() {
        return yard.processes.getLast();
    }

    private String sessionOf(FakeSocket socket) {
        JsonNode first = json.readTree(socket.texts().getFirst());
        assertThat(first.path("type").asString("")).isEqualTo("session");
        return first.path("id").asString("");
    }

    @Test
    void startsTheShellThatWasChosenAsWhoAsked() {
        open("mode=exec&command=/bin/sh%20-c%20%27echo%2B+hi%27&user=nobody&rows=50&cols=132");
        assertThat(yard.acts).containsExactly("exec /bin/sh -c echo+ hi as nobody shell by lxl");
        assertThat(process().sizes).containsExactly("50x132");
    }

    @Test
    void startsTheBestShellByItself() {
        open("mode=exec");
        assertThat(yard.acts.getFirst()).contains("command -v bash");
        assertThat(process().sizes).containsExactly("24x80");
    }

    @Test
    void showsWhatTheMainProcessPrintedBefore() {
        yard.print(Stream.STDOUT, "/ # ls");
        FakeSocket socket = open("mode=attach");
        assertThat(yard.acts).containsExactly("attach shell by lxl");
        assertThat(socket.output()).isEqualTo("/ # ls\n");
    }

    @Test
    void carriesBytesAndSizes() throws Exception {
        FakeSocket socket = open("mode=exec");
        terminals.handleMessage(socket, new BinaryMessage(ByteBuffer.wrap("ls\r".getBytes(StandardCharsets.UTF_8))));
        say(socket, "{\"type\":\"resize\",\"rows\":30,\"cols\":90}");
        process().print("bin etc");
        assertThat(process().typed.toString(StandardCharsets.UTF_8)).isEqualTo("ls\r");
        assertThat(process().sizes).endsWith("30x90");
        assertThat(socket.output()).isEqualTo("bin etc");
    }

    @Test
    void keepsSizesWithinReason() throws Exception {
        FakeSocket socket = open("mode=exec&rows=-5&cols=99999999999");
        say(socket, "{\"type\":\"resize\",\"rows\":0,\"cols\":1000000}");
        assertThat(process().sizes).containsExactly("1x80", "1x1000");
    }

    @Test
    void survivesNonsense() throws Exception {
        FakeSocket socket = open("mode=exec");
        say(socket, "not json");
        say(socket, "[]");
        say(socket, "{\"type\":\"rm -rf\"}");
        say(socket, "{\"type\":\"seen\",\"bytes\":\"many\"}");
        process().print("still here");
        assertThat(socket.output()).isEqualTo("still here");
    }

    @Test
    void goesOnInANewConnection() throws IOException {
        FakeSocket first = open("mode=exec");
        process().print("past ");
        terminals.afterConnectionClosed(first, CloseStatus.NO_CLOSE_FRAME);
        process().print("meanwhile");
        FakeSocket second = open("session=" + sessionOf(first));
        assertThat(second.output()).isEqualTo("past meanwhile");
        assertThat(yard.processes).hasSize(1);
    }

    @Test
    void saysWhenThereIsNothingToGoBackTo() {
        FakeSocket socket = open("session=0123");
        assertThat(socket.texts()).containsExactly("{\"type\":\"gone\"}");
        assertThat(socket.closed()).isEqualTo(CloseStatus.NORMAL);
        assertThat(yard.processes).isEmpty();
    }

    @Test
    void givesNobodyElsesTerminal() {
        FakeSocket first = open("mode=exec");
        var thief = new FakeSocket("/api/containers/shell/terminal?session=" + sessionOf(first), "mallory");
        terminals.afterConnectionEstablished(thief);
        assertThat(thief.texts()).containsExactly("{\"type\":\"gone\"}");
        assertThat(first.isOpen()).isTrue();
    }

    @Test
    void endsWhenItsUserEndsIt() throws Exception {
        FakeSocket socket = open("mode=exec");
        say(socket, "{\"type\":\"end\"}");
        assertThat(process().closed()).isTrue();
        assertThat(socket.isOpen()).isFalse();
    }

    @Test
    void saysWhatTheEngineRefuses() {
        yard.refusal = "cannot enter container \"shell\": it is not running";
        FakeSocket socket = open("mode=exec");
        assertThat(socket.texts().getLast()).contains("\"type\":\"error\"").contains("it is not running");
        assertThat(socket.isOpen()).isFalse();
    }

    @Test
    void saysThatACommandCannotBeRead() {
        FakeSocket socket = open("mode=exec&command=%27open");
        assertThat(socket.texts().getLast()).contains("\"type\":\"error\"", "closing '");
        assertThat(yard.processes).isEmpty();
    }

    @Test
    void saysWhenTheContainerStops() {
        FakeSocket socket = open("mode=exec");
        events.publish(EngineEvent.Type.CONTAINER, "die", FakeYard.id("shell"), Map.of("exitCode", "137"));
        await().untilAsserted(() -> assertThat(socket.texts().getLast()).contains("\"stopped\"", "\"137\""));
    }

    @Test
    void endsWithTheSignIn() {
        FakeSocket socket = open("mode=exec");
        terminals.onSignOut(new LogoutSuccessEvent(new UsernamePasswordAuthenticationToken("other", null)));
        assertThat(socket.isOpen()).isTrue();
        terminals.onSignOut(new LogoutSuccessEvent(new UsernamePasswordAuthenticationToken("lxl", null)));
        assertThat(socket.texts().getLast()).contains("signed-out");
        assertThat(socket.closed()).isEqualTo(CloseStatus.POLICY_VIOLATION);
        assertThat(process().closed()).isTrue();
    }

    @Test
    void endsWhenTheUserMayNoLonger() {
        FakeSocket socket = open("mode=exec");
        terminals.pingAll();
        assertThat(socket.pings()).isEqualTo(1);
        account = Optional.of(new User("lxl", Role.VIEWER, 2, Instant.EPOCH, null));
        terminals.pingAll();
        assertThat(socket.texts().getLast()).contains("signed-out");
        assertThat(socket.closed()).isEqualTo(CloseStatus.POLICY_VIOLATION);
        assertThat(process().closed()).isTrue();
    }

    @Test
    void endsCleanlyWhenTheServerStops() {
        FakeSocket socket = open("mode=exec");
        terminals.stop();
        assertThat(socket.texts().getLast()).contains("server-stopping");
        assertThat(socket.isOpen()).isFalse();
        assertThat(process().closed()).isTrue();
    }
}
