package dev.onionyard.audit;

/// What is about to be done.
///
/// @param action a stable word of the form `container.start`, `image.restore`, `account.sign-in`; the dashboard
///     translates it
/// @param objectId id of the object, or empty if it has none yet
/// @param objectName its name as people know it
/// @param detail more about the act, one line, no secrets
public record AuditAct(String action, String objectId, String objectName, String detail) {

    public static AuditAct of(String action, String objectId, String objectName) {
        return new AuditAct(action, objectId, objectName, "");
    }

    public AuditAct withDetail(String newDetail) {
        return new AuditAct(action, objectId, objectName, newDetail);
    }
}
