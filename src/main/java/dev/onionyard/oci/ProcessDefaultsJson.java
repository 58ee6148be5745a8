package dev.onionyard.oci;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The `config` object of the image JSON, in the field names and order of Docker's `container.Config`.
final class ProcessDefaultsJson {

    private ProcessDefaultsJson() {}

    static ProcessDefaults read(JsonFields config) {
        return new ProcessDefaults(
                config.text("User"),
                config.keys("ExposedPorts"),
                config.texts("Env"),
                config.texts("Entrypoint"),
                config.texts("Cmd"),
                config.keys("Volumes"),
                config.text("WorkingDir"),
                config.textMap("Labels"),
                config.text("StopSignal"),
                config.texts("Shell"),
                config.texts("OnBuild"),
                healthCheck(config.object("Healthcheck")));
    }

    private static @Nullable HealthCheck healthCheck(@Nullable JsonFields check) {
        return check == null
                ? null
                : new HealthCheck(
                        check.texts("Test"),
                        Duration.ofNanos(check.number("Interval")),
                        Duration.ofNanos(check.number("Timeout")),
                        Duration.ofNanos(check.number("StartPeriod")),
                        Math.toIntExact(Math.clamp(check.number("Retries"), 0, Integer.MAX_VALUE)),
                        Duration.ofNanos(check.number("StartInterval")));
    }

    static void write(JsonGenerator json, ProcessDefaults process) {
        text(json, "User", process.user());
        keys(json, "ExposedPorts", process.exposedPorts());
        texts(json, "Env", process.env());
        texts(json, "Cmd", process.cmd());
        if (process.healthCheck() != null) {
            healthCheck(json, process.healthCheck());
        }
        keys(json, "Volumes", process.volumes());
        text(json, "WorkingDir", process.workingDir());
        texts(json, "Entrypoint", process.entrypoint());
        texts(json, "OnBuild", process.onBuild());
        textMap(json, "Labels", process.labels());
        text(json, "StopSignal", process.stopSignal());
        texts(json, "Shell", process.shell());
    }

    private static void healthCheck(JsonGenerator json, HealthCheck check) {
        json.writeObjectPropertyStart("Healthcheck");
        texts(json, "Test", check.test());
        nanos(json, "Interval", check.interval());
        nanos(json, "Timeout", check.timeout());
        nanos(json, "StartPeriod", check.startPeriod());
        nanos(json, "StartInterval", check.startInterval());
        if (check.retries() != 0) {
            json.writeNumberProperty("Retries", check.retries());
        }
        json.writeEndObject();
    }

    private static void nanos(JsonGenerator json, String name, Duration duration) {
        if (!duration.isZero()) {
            json.writeNumberProperty(name, duration.toNanos());
        }
    }

    private static void text(JsonGenerator json, String name, String value) {
        if (!value.isEmpty()) {
            json.writeStringProperty(name, value);
        }
    }

    private static void texts(JsonGenerator json, String name, Collection<String> values) {
        if (!values.isEmpty()) {
            json.writeArrayPropertyStart(name);
            values.forEach(json::writeString);
            json.writeEndArray();
        }
    }

    private static void keys(JsonGenerator json, String name, Collection<String> values) {
        if (!values.isEmpty()) {
            json.writeObjectPropertyStart(name);
            new TreeSet<>(values).forEach(key -> {
                json.writeObjectPropertyStart(key);
                json.writeEndObject();
            });
            json.writeEndObject();
        }
    }

    private static void textMap(JsonGenerator json, String name, Map<String, String> values) {
        if (!values.isEmpty()) {
            json.writeObjectPropertyStart(name);
            new TreeMap<>(values).forEach(json::writeStringProperty);
            json.writeEndObject();
        }
    }
}
