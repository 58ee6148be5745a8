package dev.onionyard.web.account;

import dev.onionyard.account.FirstAdministrator;
import dev.onionyard.web.Sessions;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The sign-in page. The form itself is answered by Spring Security.
@Controller
class SignInController {

    private final FirstAdministrator firstAdministrator;

    SignInController(FirstAdministrator firstAdministrator) {
        this.firstAdministrator = firstAdministrator;
    }

    /// @param wait seconds until the next attempt, after too many failures
    @GetMapping("/sign-in")
    String page(@RequestParam(defaultValue = "0") long wait, Model model) {
        if (Sessions.current().isPresent()) {
            return "redirect:/";
        }
        model.addAttribute("wait", wait);
        model.addAttribute("nobodyYet", firstAdministrator.awaited());
        return "account/sign-in";
    }
}
