package dev.onionyard.system;

import dev.onionyard.linux.Executables;
import dev.onionyard.linux.Host;
import dev.onionyard.runtime.OciRuntime;
import dev.onionyard.runtime.RuntimeStatus;
import dev.onionyard.system.Readiness.Problem;
import dev.onionyard.system.Readiness.Reason;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Finds out whether containers can run here, for every user. What is missing may be installed while the server runs,
/// so an answer is kept for a short while only.
@Component
public class RuntimeReadiness {

    private static final Logger log = LoggerFactory.getLogger(RuntimeReadiness.class);

    private static final Duration KEPT = Duration.ofSeconds(10);

    private final OciRuntime runtime;
    private final Clock clock;
    private final Predicate<String> installed;
    private Readiness known = new Readiness(List.of(), "");
    private Instant knownUntil = Instant.MIN;

    @Autowired
    RuntimeReadiness(OciRuntime runtime, Clock clock) {
        this(runtime, clock, program -> Executables.find(program).isPresent());
    }

    RuntimeReadiness(OciRuntime runtime, Clock clock, Predicate<String> installed) {
        this.runtime = runtime;
        this.clock = clock;
        this.installed = installed;
    }

    /// How it stands. The first call may take a second: it runs a tiny container.
    public synchronized Readiness current() {
        Instant now = clock.instant();
        if (now.isAfter(knownUntil)) {
            known = find();
            knownUntil = now.plus(KEPT);
        }
        return known;
    }

    /// Not on the thread that starts the server: it would start a second later.
    @EventListener(ApplicationReadyEvent.class)
    void tell() {
        Thread.ofPlatform().daemon().name("readiness").start(() -> {
            Readiness readiness = current();
            if (readiness.ready()) {
                log.info("{}", readiness.sentence());
            } else {
                log.warn("{}", readiness.sentence());
            }
        });
    }

    /// How this server was started, with sudo before it.
    private static String startAsRoot() {
        String started = System.getProperty("sun.java.command", "").split(" ", 2)[0];
        return started.endsWith(".jar")
                ? "sudo " + Path.of(System.getProperty("java.home"), "bin", "java") + " -jar " + started
                : "sudo ./mvnw spring-boot:run";
    }

    private Readiness find() {
        List<Problem> problems = new ArrayList<>();
        if (!Host.isRoot()) {
            problems.add(new Problem(Reason.NOT_ROOT, "", startAsRoot()));
        } else if (!Host.canMount()) {
            problems.add(new Problem(Reason.CANNOT_MOUNT, "", ""));
        }
        MissingHelpers.find(installed).ifPresent(problems::add);
        if (!problems.isEmpty()) {
            return new Readiness(problems, "");
        }
        RuntimeStatus status = runtime.status();
        return status.available()
                ? new Readiness(List.of(), (status.name() + " " + status.version()).strip())
                : new Readiness(List.of(new Problem(Reason.RUNTIME_REFUSES, status.problem(), "")), "");
    }
}
