package dev.onionyard.dockerapi;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerStats.Sample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a container uses as `/containers/{id}/stats` shows it (Engine API, ContainerStats). The memory in it is without
/// the page cache, which `docker stats` would take off too.
final class StatsView {

    private StatsView() {}

    /// @param before an earlier sample, from which clients reckon the use of processors
    static Map<String, Object> of(Container container, Optional<Sample> now, Optional<Sample> before) {
        var view = new LinkedHashMap<String, Object>();
        view.put("read", DockerJson.time(now.map(Sample::time).orElse(null)));
        view.put("preread", DockerJson.time(before.map(Sample::time).orElse(null)));
        view.put("pids_stats", now.map(StatsView::pids).orElse(Map.of()));
        view.put("blkio_stats", now.map(StatsView::disks).orElse(Map.of()));
        view.put("num_procs", 0);
        view.put("storage_stats", Map.of());
        view.put("cpu_stats", cpu(now));
        view.put("precpu_stats", cpu(before));
        view.put("memory_stats", now.map(StatsView::memory).orElse(Map.of()));
        view.put("name", "/" + container.name());
        view.put("id", container.id());
        if (now.isPresent() && !container.addresses().isEmpty()) {
            view.put("networks", Map.of("eth0", network(now.get())));
        }
        return view;
    }

    private static Map<String, Object> pids(Sample sample) {
        return Map.of("current", sample.pids());
    }

    private static Map<String, Object> disks(Sample sample) {
        return Map.of(
                "io_service_bytes_recursive",
                List.of(disk("read", sample.readBytes()), disk("write", sample.writtenBytes())));
    }

    /// The sum of all devices.
    private static Map<String, Object> disk(String operation, long bytes) {
        return Map.of("major", 0, "minor", 0, "op", operation, "value", bytes);
    }

    private static Map<String, Object> cpu(Optional<Sample> sample) {
        var usage = new LinkedHashMap<String, Object>();
        usage.put("total_usage", sample.map(Sample::cpuNanos).orElse(0L));
        usage.put("usage_in_kernelmode", 0);
        usage.put("usage_in_usermode", sample.map(Sample::cpuNanos).orElse(0L));
        var view = new LinkedHashMap<String, Object>();
        view.put("cpu_usage", usage);
        sample.ifPresent(known -> {
            view.put("system_cpu_usage", known.host().cpuNanos());
            view.put("online_cpus", known.host().processors());
        });
        view.put("throttling_data", Map.of("periods", 0, "throttled_periods", 0, "throttled_time", 0));
        return view;
    }

    private static Map<String, Object> memory(Sample sample) {
        return Map.of("usage", sample.memoryBytes(), "limit", sample.memoryLimitBytes(), "stats", Map.of());
    }

    private static Map<String, Object> network(Sample sample) {
        var view = new LinkedHashMap<String, Object>();
        view.put("rx_bytes", sample.receivedBytes());
        view.put("tx_bytes", sample.sentBytes());
        for (String name : List.of("rx_packets", "rx_errors", "rx_dropped", "tx_packets", "tx_errors", "tx_dropped")) {
            view.put(name, 0);
        }
        return view;
    }
}
