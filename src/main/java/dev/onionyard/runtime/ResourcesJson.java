package dev.onionyard.runtime;

import dev.onionyard.runtime.ResourceLimits.BlockIo;
import dev.onionyard.runtime.ResourceLimits.Cpu;
import dev.onionyard.runtime.ResourceLimits.Memory;
import dev.onionyard.runtime.ResourceLimits.Rate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Prints limits as `linux.resources` of `config.json` has them (runtime-spec config-linux.md, Control groups).
final class ResourcesJson {

    private static final long CPU_PERIOD_MICROS = 100_000;
    private static final long MINIMUM_QUOTA_MICROS = 1000;
    private static final long NANO_CPUS = 1_000_000_000L;

    private ResourcesJson() {}

    /// What may change while the container runs; nothing for what is not limited.
    static Map<String, Object> limits(ResourceLimits limits) {
        var resources = new LinkedHashMap<String, Object>();
        putUnlessEmpty(resources, "memory", memory(limits.memory()));
        putUnlessEmpty(resources, "cpu", cpu(limits.cpu()));
        putUnlessEmpty(resources, "blockIO", blockIo(limits.blockIo()));
        if (limits.pids() != 0) {
            resources.put("pids", Map.of("limit", limits.pids()));
        }
        return resources;
    }

    private static Map<String, Object> memory(Memory memory) {
        var json = new LinkedHashMap<String, Object>();
        putUnlessZero(json, "limit", memory.limitBytes());
        putUnlessZero(json, "reservation", memory.reservationBytes());
        putUnlessZero(json, "swap", memory.swapBytes());
        if (memory.swappiness() != null) {
            json.put("swappiness", memory.swappiness());
        }
        if (memory.oomKillDisabled()) {
            json.put("disableOOMKiller", true);
        }
        return json;
    }

    private static Map<String, Object> cpu(Cpu cpu) {
        var json = new LinkedHashMap<String, Object>();
        putUnlessZero(json, "shares", cpu.shares());
        if (cpu.nanoCpus() > 0) {
            long quota = Math.multiplyExact(cpu.nanoCpus(), CPU_PERIOD_MICROS) / NANO_CPUS;
            json.put("quota", Math.max(MINIMUM_QUOTA_MICROS, quota));
            json.put("period", CPU_PERIOD_MICROS);
        } else {
            putUnlessZero(json, "quota", cpu.quotaMicros());
            putUnlessZero(json, "period", cpu.periodMicros());
        }
        putUnlessEmpty(json, "cpus", cpu.cpus());
        putUnlessEmpty(json, "mems", cpu.memoryNodes());
        return json;
    }

    private static Map<String, Object> blockIo(BlockIo io) {
        var json = new LinkedHashMap<String, Object>();
        putUnlessZero(json, "weight", io.weight());
        putRates(json, "weightDevice", "weight", io.weightDevices());
        putRates(json, "throttleReadBpsDevice", "rate", io.readBytes());
        putRates(json, "throttleWriteBpsDevice", "rate", io.writeBytes());
        putRates(json, "throttleReadIOPSDevice", "rate", io.readOperations());
        putRates(json, "throttleWriteIOPSDevice", "rate", io.writeOperations());
        return json;
    }

    private static void putRates(Map<String, Object> json, String name, String unit, List<Rate> rates) {
        if (!rates.isEmpty()) {
            json.put(
                    name,
                    rates.stream().map(rate -> HostDevices.rate(rate, unit)).toList());
        }
    }

    private static void putUnlessZero(Map<String, Object> json, String name, long value) {
        if (value != 0) {
            json.put(name, value);
        }
    }

    private static void putUnlessEmpty(Map<String, Object> json, String name, String value) {
        if (!value.isEmpty()) {
            json.put(name, value);
        }
    }

    private static void putUnlessEmpty(Map<String, Object> json, String name, Map<String, Object> value) {
        if (!value.isEmpty()) {
            json.put(name, value);
        }
    }
}
