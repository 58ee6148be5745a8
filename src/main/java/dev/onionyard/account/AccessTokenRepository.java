package dev.onionyard.account;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.EntityGraph;
import org.springframework.data.repository.Repository;

interface AccessTokenRepository extends Repository<AccessToken, Long> {

    AccessToken save(AccessToken token);

    void delete(AccessToken token);

    void deleteByAccount(Account account);

    List<AccessToken> findByAccountNameOrderByIdDesc(String accountName);

    Optional<AccessToken> findByIdAndAccountName(long id, String accountName);

    @EntityGraph(attributePaths = "account")
    Optional<AccessToken> findBySecretHash(String secretHash);
}
