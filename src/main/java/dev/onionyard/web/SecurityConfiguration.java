package dev.onionyard.web;

import dev.onionyard.account.Accounts;
import dev.onionyard.account.ProgramSignIn;
import dev.onionyard.account.SignIn;
import dev.onionyard.event.Initiator;
import dev.onionyard.web.PasswordAuthentication.ThrottledException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandlerImpl;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AndRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/// Sign-in by form and session, with a CSRF token in every request that changes something, also by scripts. Programs
/// come with an access token instead.
@Configuration
class SecurityConfiguration {

    /// What a page may load and run: files of this server, nothing else, and no script or style within the page.
    private static final String CONTENT_POLICY = "default-src 'self'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none';"
            + " form-action 'self'; frame-ancestors 'none'";

    private static final RequestMatcher API = PathPatternRequestMatcher.pathPattern("/api/**");
    private static final RequestMatcher SIGN_IN = PathPatternRequestMatcher.pathPattern("/sign-in");

    @Bean
    SecurityContextRepository securityContexts() {
        return new HttpSessionSecurityContextRepository();
    }

    /// Hashed files and the icon: public, without session.
    @Bean
    @Order(1)
    SecurityFilterChain assetSecurity(HttpSecurity http) throws Exception {
        return http.securityMatcher("/assets/**", "/favicon.svg")
                .authorizeHttpRequests(rules -> rules.anyRequest().permitAll())
                .requestCache(cache -> cache.disable())
                .securityContext(context -> context.disable())
                .sessionManagement(session -> session.disable())
                .headers(headers -> headers.cacheControl(HeadersConfigurer.CacheControlConfig::disable))
                .build();
    }

    /// Requests with an access token: no session, and no CSRF token because no browser adds the header by itself.
    /// The rules are the same, except that a token cannot change accounts, and opens no terminal: that could
    /// outlive it.
    @Bean
    @Order(2)
    SecurityFilterChain programSecurity(HttpSecurity http, ProgramSignIn programs) throws Exception {
        return http.securityMatcher(TokenFilter::hasToken)
                .authorizeHttpRequests(rules -> {
                    rules.requestMatchers("/settings/**", "/api/containers/*/terminal")
                            .denyAll();
                    AccessRules.apply(rules);
                })
                .csrf(csrf -> csrf.disable())
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY)))
                .addFilterBefore(new TokenFilter(programs), AuthorizationFilter.class)
                .addFilterAfter(new InitiatorFilter(Initiator.Channel.TOKEN), AuthorizationFilter.class)
                .build();
    }

    @Bean
    @Order(3)
    SecurityFilterChain dashboardSecurity(
            HttpSecurity http,
            Accounts accounts,
            SignIn signIn,
            SecurityContextRepository contexts,
            PasswordAuthentication passwords)
            throws Exception {
        return http.authorizeHttpRequests(AccessRules::apply)
                .authenticationProvider(passwords)
                .securityContext(context -> context.securityContextRepository(contexts))
                .formLogin(form -> form.loginPage("/sign-in")
                        .usernameParameter("name")
                        .passwordParameter("password")
                        .failureHandler(SecurityConfiguration::explainFailure))
                .logout(logout -> logout.logoutUrl("/sign-out")
                        .addLogoutHandler((request, response, user) -> noteSignOut(signIn, request, user))
                        .logoutSuccessUrl("/sign-in?out"))
                .requestCache(cache -> cache.requestCache(pagesOnly()))
                .exceptionHandling(handling -> handling.defaultAuthenticationEntryPointFor(
                                new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED), API)
                        .defaultAuthenticationEntryPointFor(
                                new LoginUrlAuthenticationEntryPoint("/sign-in"), new NegatedRequestMatcher(API))
                        .accessDeniedHandler(SecurityConfiguration::explainDenial))
                .headers(headers -> headers.referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN))
                        .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny)
                        .contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY)))
                .addFilterBefore(new SessionFreshnessFilter(accounts), AuthorizationFilter.class)
                .addFilterAfter(new InitiatorFilter(Initiator.Channel.BROWSER), AuthorizationFilter.class)
                .build();
    }

    private static void noteSignOut(
            SignIn signIn, HttpServletRequest request, @Nullable Authentication authentication) {
        Sessions.userOf(authentication).map(SignedInUser::name).ifPresent(name -> {
            var initiator = new Initiator(name, Initiator.Channel.BROWSER, request.getRemoteAddr());
            initiator.run(() -> signIn.signOut(name));
        });
    }

    /// After sign-in one comes to the page one wanted; but not to a stream or a picture.
    private static HttpSessionRequestCache pagesOnly() {
        var cache = new HttpSessionRequestCache();
        cache.setRequestMatcher(new AndRequestMatcher(
                PathPatternRequestMatcher.pathPattern(HttpMethod.GET, "/**"),
                new NegatedRequestMatcher(API),
                request -> String.valueOf(request.getHeader("Accept")).contains("text/html"),
                request -> request.getHeader("X-Fragment") == null));
        return cache;
    }

    private static void explainFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        String reason = failure instanceof ThrottledException throttled ? "wait=" + throttled.seconds() : "wrong";
        response.sendRedirect(request.getContextPath() + "/sign-in?" + reason);
    }

    /// A sign-in page that was open so long that its session is over is just shown again.
    private static void explainDenial(
            HttpServletRequest request, HttpServletResponse response, AccessDeniedException denial)
            throws IOException, ServletException {
        boolean oldForm = denial instanceof CsrfException && Sessions.current().isEmpty();
        if (oldForm && SIGN_IN.matches(request)) {
            response.sendRedirect(request.getContextPath() + "/sign-in?again");
        } else {
            new AccessDeniedHandlerImpl().handle(request, response, denial);
        }
    }
}
