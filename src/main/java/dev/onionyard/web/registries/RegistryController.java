package dev.onionyard.web.registries;

import dev.onionyard.distribution.Registries;
import dev.onionyard.error.EngineException;
import dev.onionyard.registry.Credential;
import dev.onionyard.web.Flash;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// The known registries: add, test, sign in, sign out, forget.
@Controller
class RegistryController {

    private static final String BACK = "redirect:/registries";

    private final Registries registries;

    RegistryController(Registries registries) {
        this.registries = registries;
    }

    @GetMapping("/registries")
    String list(Model model) {
        model.addAttribute("registries", registries.list());
        return "registries/list";
    }

    /// Without user it only makes the registry known.
    @PostMapping("/registries/-/sign-in")
    String signIn(
            @RequestParam String host,
            @RequestParam(defaultValue = "") String user,
            @RequestParam(defaultValue = "") String password,
            RedirectAttributes redirect) {
        return act(redirect, host, "registries.done.sign-in", () -> {
            if (user.isBlank()) {
                registries.add(host);
            } else {
                registries.signIn(host, new Credential.Password(user.strip(), password));
            }
        });
    }

    @PostMapping("/registries/-/test")
    String test(@RequestParam String host, RedirectAttributes redirect) {
        return act(redirect, host, "registries.done.test", () -> registries.test(host, null));
    }

    @PostMapping("/registries/-/sign-out")
    String signOut(@RequestParam String host, RedirectAttributes redirect) {
        return act(redirect, host, "registries.done.sign-out", () -> registries.signOut(host));
    }

    @PostMapping("/registries/-/forget")
    String forget(@RequestParam String host, RedirectAttributes redirect) {
        return act(redirect, host, "registries.done.forget", () -> registries.forget(host));
    }

    private static String act(RedirectAttributes redirect, String host, String done, Runnable act) {
        try {
            act.run();
            Flash.success(redirect, done, host);
        } catch (EngineException e) {
            Flash.failure(redirect, e);
        }
        return BACK;
    }
}
