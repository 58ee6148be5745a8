package dev.onionyard.web.registries;

import dev.onionyard.distribution.Registries;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.registry.Credential;
import dev.onionyard.web.Flash;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// The known registries: add, test, sign in, sign out, forget, and what Docker's `config.json` knows.
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

    /// @param host empty where a new registry is added
    @GetMapping("/registries/-/sign-in")
    String askForSignIn(@RequestParam(defaultValue = "") String host, Model model) {
        model.addAttribute("form", new SignInForm(host, "", ""));
        return SignInForm.VIEW;
    }

    /// Without user it only makes the registry known.
    @PostMapping("/registries/-/sign-in")
    ModelAndView signIn(
            @RequestParam String host,
            @RequestParam(defaultValue = "") String user,
            @RequestParam(defaultValue = "") String password,
            RedirectAttributes redirect) {
        try {
            if (user.isBlank() && !password.isEmpty()) {
                throw new InvalidInputException("cannot sign in: a password needs a user");
            }
            if (user.isBlank()) {
                registries.add(host);
                Flash.success(redirect, "registries.done.add", host.strip());
            } else {
                registries.signIn(host, new Credential.Password(user.strip(), password));
                Flash.success(redirect, "registries.done.sign-in", host.strip(), user.strip());
            }
            return new ModelAndView(BACK);
        } catch (EngineException e) {
            return new SignInForm(host, user, String.valueOf(e.getMessage())).page();
        }
    }

    /// The form as it was sent, never with the password.
    ///
    /// @param problem why it was refused, or empty
    record SignInForm(String host, String user, String problem) {

        private static final String VIEW = "registries/sign-in";

        private ModelAndView page() {
            var page = new ModelAndView(VIEW, HttpStatus.BAD_REQUEST);
            page.addObject("form", this);
            return page;
        }
    }

    @PostMapping("/registries/-/test")
    String test(@RequestParam String host, RedirectAttributes redirect) {
        boolean known =
                registries.list().stream().anyMatch(registry -> registry.host().equals(host) && registry.isSignedIn());
        return act(
                redirect,
                host,
                known ? "registries.done.test" : "registries.done.test-anonymous",
                () -> registries.test(host, null));
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

    @GetMapping("/registries/import")
    String askForConfiguration() {
        return "registries/import";
    }

    /// For administrators: it may run credential helpers of this server.
    ///
    /// @param json the content of a `config.json`
    @PostMapping("/registries/import")
    ModelAndView importConfiguration(@RequestParam String json) {
        var page = new ModelAndView("registries/import");
        try {
            page.addObject("imported", registries.importDockerConfig(json.getBytes(StandardCharsets.UTF_8)));
        } catch (EngineException e) {
            page.addObject("problem", e.getMessage());
            page.setStatus(HttpStatus.BAD_REQUEST);
        }
        return page;
    }
}
