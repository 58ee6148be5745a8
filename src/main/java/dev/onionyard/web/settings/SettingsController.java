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
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// One's own settings: password and tokens. Language and theme are in the layout.
@Controller
class SettingsController {

    private static final String BACK = "redirect:/settings";

    private final Accounts accounts;
    private final Tokens tokens;
    private final Sessions sessions;

    SettingsController(Accounts accounts, Tokens tokens, Sessions sessions) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.sessions = sessions;
    }

    @GetMapping("/settings")
    String page(@AuthenticationPrincipal SignedInUser user, Model model) {
        model.addAttribute("tokens", tokens.of(user.name()));
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
    @PostMapping("/settings/tokens")
    String issueToken(
            @AuthenticationPrincipal SignedInUser user, @RequestParam String label, RedirectAttributes redirect) {
        try {
            redirect.addFlashAttribute("issued", tokens.issue(user.name(), label));
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
