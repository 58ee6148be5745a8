package dev.onionyard.account;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface AccountRepository extends Repository<Account, Long> {

    Account save(Account account);

    void delete(Account account);

    long count();

    Optional<Account> findByName(String name);

    List<Account> findAllByOrderByName();

    /// Locks the rows of that role, so that two administrators cannot remove each other at the same moment.
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select a from Account a where a.role = :role order by a.id")
    List<Account> lockAllWith(Role role);
}
