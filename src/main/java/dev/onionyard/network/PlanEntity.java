package dev.onionyard.network;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import tools.jackson.databind.json.JsonMapper;

/// A row of table `network_plan`.
@Entity
@Table(name = "network_plan")
class PlanEntity {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Id
    private String containerId;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    private String plan;

    @SuppressWarnings("NullAway") // Hibernate fills the fields.
    protected PlanEntity() {}

    PlanEntity(String containerId, NetworkPlan plan) {
        this.containerId = containerId;
        this.plan = JSON.writeValueAsString(plan);
    }

    String containerId() {
        return containerId;
    }

    NetworkPlan plan() {
        return JSON.readValue(plan, NetworkPlan.class);
    }
}
