package dev.onionyard.web.account;

import dev.onionyard.account.FirstAdministrator;
import dev.onionyard.account.User;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.event.Initiator;
import dev.onionyard.web.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Where the link in the log leads: the first visitor chooses a name and a password, and is signed in.
@Controller
class FirstAdministratorController {

    private final FirstAdministrator firstAdministrator;
    private final Sessions sessions;

    FirstAdministratorController(FirstAdministrator firstAdministrator, Sessions sessions) {
        this.firstAdministrator = firstAdministrator;
        this.sessions = sessions;
    }

    @GetMapping("/first-administrator")
    String page(@RequestParam(defaultValue = "") String key, Model model) {
        if (!firstAdministrator.awaited()) {
            return "redirect:/sign-in";
        }
        return form(key, "admin", "", model);
    }

    @PostMapping("/first-administrator")
    String create(
            @RequestParam String key,
            @RequestParam String name,
            @RequestParam String password,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        try {
            var visitor = new Initiator(name, Initiator.Channel.BROWSER, request.getRemoteAddr());
            User user = visitor.call(() -> firstAdministrator.create(key, name, password));
            sessions.open(user, request, response);
            return "redirect:/";
        } catch (InvalidInputException e) {
            response.setStatus(HttpStatus.BAD_REQUEST.value());
            return form(key, name, String.valueOf(e.getMessage()), model);
        }
    }

    private static String form(String key, String name, String failure, Model model) {
        model.addAttribute("key", key);
        model.addAttribute("name", name);
        model.addAttribute("failure", failure);
        return "account/first-administrator";
    }
}
