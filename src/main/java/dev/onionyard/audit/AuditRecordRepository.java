package dev.onionyard.audit;

import java.util.List;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface AuditRecordRepository extends Repository<AuditRecord, Long>, JpaSpecificationExecutor<AuditRecord> {

    @Query("select distinct r.person from AuditRecord r order by r.person")
    List<String> people();

    @Query("select distinct r.action from AuditRecord r order by r.action")
    List<String> actions();
}
