package dev.onionyard.web.settings;

import dev.onionyard.account.Accounts;
import dev.onionyard.account.Role;
import dev.onionyard.error.EngineException;
import dev.onionyard.web.Flash;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// Users and their roles, for administrators.
@Controller
class UsersController {

    private static final String BACK = "redirect:/settings/users";

    private final Accounts accounts;

    UsersController(Accounts accounts) {
        this.accounts = accounts;
    }

    @GetMapping("/settings/users")
    String page(Model model) {
        model.addAttribute("users", accounts.all());
        model.addAttribute("roles", Role.values());
        return "settings/users";
    }

    @PostMapping("/settings/users")
    String create(
            @RequestParam String name,
            @RequestParam String password,
            @RequestParam Role role,
            RedirectAttributes redirect) {
        return doing(redirect, "settings.user.created", name, () -> accounts.create(name, role, password));
    }

    @PostMapping("/settings/users/{name}/role")
    String changeRole(@PathVariable String name, @RequestParam Role role, RedirectAttributes redirect) {
        return doing(redirect, "settings.user.role-changed", name, () -> accounts.changeRole(name, role));
    }

    @PostMapping("/settings/users/{name}/password")
    String resetPassword(@PathVariable String name, @RequestParam String password, RedirectAttributes redirect) {
        return doing(redirect, "settings.user.password-reset", name, () -> accounts.resetPassword(name, password));
    }

    @PostMapping("/settings/users/{name}/remove")
    String remove(@PathVariable String name, RedirectAttributes redirect) {
        return doing(redirect, "settings.user.removed", name, () -> accounts.remove(name));
    }

    private static String doing(RedirectAttributes redirect, String successKey, String name, Runnable act) {
        try {
            act.run();
            Flash.success(redirect, successKey, name);
        } catch (EngineException e) {
            Flash.failure(redirect, e);
        }
        return BACK;
    }
}
