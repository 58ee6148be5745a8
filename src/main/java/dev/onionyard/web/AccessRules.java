package dev.onionyard.web;

import dev.onionyard.account.Role;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/// Who may do what, all of it. The first rule that fits decides.
///
/// | address | method | who |
/// |---|---|---|
/// | sign-in, first administrator, language, theme, health, errors | any | everybody |
/// | `/settings/users/**` | any | administrators |
/// | `/registries/import` | any | administrators: it may run credential helpers of the host |
/// | `/settings/**` | any | everyone signed in: own password, own tokens |
/// | `/api/…/terminal` and `/api/…/download` | any | operators: a GET that acts or hands out files |
/// | everything else | GET, HEAD | everyone signed in |
/// | everything else | all other methods | operators |
///
/// Templates ask [Permissions] so that they show only the buttons that work.
final class AccessRules {

    private static final String[] PUBLIC = {
        "/sign-in", "/first-administrator", "/language", "/theme", "/error", "/actuator/health/**"
    };
    private static final String[] ADMINISTRATION = {"/settings/users/**", "/api/users/**", "/registries/import"};
    /// On the decoded path: an escaped letter must not get round it.
    private static final Pattern ACTING_READS = Pattern.compile(".*/(terminal|download)");

    private static final PathPatternRequestMatcher API = PathPatternRequestMatcher.pathPattern("/api/{*rest}");

    private AccessRules() {}

    static void apply(AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry rules) {
        rules.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.FORWARD, DispatcherType.ASYNC)
                .permitAll()
                .requestMatchers(PUBLIC)
                .permitAll()
                .requestMatchers(ADMINISTRATION)
                .hasRole(Role.ADMINISTRATOR.name())
                .requestMatchers("/settings/**")
                .hasRole(Role.VIEWER.name())
                .requestMatchers(AccessRules::actsOnReading)
                .hasRole(Role.OPERATOR.name())
                .requestMatchers(HttpMethod.GET, "/**")
                .hasRole(Role.VIEWER.name())
                .requestMatchers(HttpMethod.HEAD, "/**")
                .hasRole(Role.VIEWER.name())
                .anyRequest()
                .hasRole(Role.OPERATOR.name());
    }

    private static boolean actsOnReading(HttpServletRequest request) {
        String rest = API.matcher(request).getVariables().getOrDefault("rest", "");
        return ACTING_READS.matcher(rest).matches();
    }
}
