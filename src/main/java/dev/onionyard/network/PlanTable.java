package dev.onionyard.network;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/// What containers ask of networks: rows, and the same in memory, because every start and every list asks.
@Component
class PlanTable {

    private final PlanRepository rows;
    private final Map<String, NetworkPlan> plans = new ConcurrentHashMap<>();

    PlanTable(PlanRepository rows) {
        this.rows = rows;
        rows.findAll().forEach(row -> plans.put(row.containerId(), row.plan()));
    }

    Optional<NetworkPlan> find(String containerId) {
        return Optional.ofNullable(plans.get(containerId));
    }

    void put(String containerId, NetworkPlan plan) {
        rows.save(new PlanEntity(containerId, plan));
        plans.put(containerId, plan);
    }

    void remove(String containerId) {
        if (plans.containsKey(containerId)) {
            rows.deleteById(containerId);
            plans.remove(containerId);
        }
    }
}
