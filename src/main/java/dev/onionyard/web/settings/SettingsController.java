package dev.onionyard.web.settings;

import dev.onionyard.account.Accounts;
import dev.onionyard.account.Tokens;
import dev.onionyard.account.User;
import dev.onionyard.error.EngineException;
import dev.onionyard.web.Flash;
import dev.onionyard.web.Sessions;
import dev.onionyard.web.SignedInUser;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/// One's own settings: password and tokens. Language and theme are in the layout.
@Controller
class SettingsController {

    private static final String BACK = "redirect:/settings";
    private static final List<Integer> LIFETIMES_DAYS = List.of(7, 30, 90, 365, 0);

    private final Accounts accounts;
    private final Tokens tokens;
    private final Sessions sessions;
    private final Clock clock;

    SettingsController(Accounts accounts, Tokens tokens, Sessions sessions, Clock clock) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.sessions = sessions;
        this.clock = clock;
    }

    @GetMapping("/settings")
    String page(@AuthenticationPrincipal SignedInUser user, HttpServletRequest request, Model model) {
        model.addAttribute(
                "base", ServletUriComponentsBuilder.fromContextPath(request).toUriString());
        model.addAttribute("tokens", tokens.of(user.name()));
        model.addAttribute("lifetimes", LIFETIMES_DAYS);
        model.addAttribute("now", clock.instant());
        return "settings/settings";
    }

    @PostMapping("/settings/password")
    String changePassword(
            @AuthenticationPrincipal SignedInUser user,
            @RequestParam String present,
            @RequestParam String password,
            RedirectAttributes redirect,
            HttpServletRequest request,
            HttpServletResponse response) {
        try {
            User changed = accounts.changePassword(user.name(), present, password);
            sessions.open(changed, request, response);
            Flash.success(redirect, "settings.password.changed");
        } catch (EngineException e) {
            Flash.failure(redirect, e);
        }
        return BACK;
    }

    /// The secret is shown on the next page, once.
    ///
    /// @param days how long it works, 0 for ever
    @PostMapping("/settings/tokens")
    String issueToken(
            @AuthenticationPrincipal SignedInUser user,
            @RequestParam String label,
            @RequestParam(defaultValue = "90") int days,
            RedirectAttributes redirect) {
        try {
            Duration lifetime = days <= 0 ? null : Duration.ofDays(days);
            redirect.addFlashAttribute("issued", tokens.issue(user.name(), label, lifetime));
        } catch (EngineException e) {
            Flash.failure(redirect, e);
        }
        return BACK;
    }

    @PostMapping("/settings/tokens/{id}/revoke")
    String revokeToken(@AuthenticationPrincipal SignedInUser user, @PathVariable long id, RedirectAttributes redirect) {
        tokens.revoke(user.name(), id);
        Flash.success(redirect, "settings.token.revoked");
        return BACK;
    }
}
