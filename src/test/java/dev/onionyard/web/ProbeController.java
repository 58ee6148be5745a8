package dev.onionyard.web;

import dev.onionyard.error.ConflictException;
import dev.onionyard.error.CorruptedException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.event.Initiator;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseBody;

/// Stands for the controllers of all areas in tests of the frame around them.
@Controller
@TestComponent
class ProbeController {

    @RequestMapping({"/things", "/api/things", "/settings/own-thing", "/settings/users/thing", "/api/things/1/download"
    })
    @ResponseBody
    String answer() {
        return Initiator.current().name() + " by " + Initiator.current().channel();
    }

    @GetMapping({"/failing/{how}", "/api/failing/{how}"})
    String fail(@PathVariable String how) {
        throw switch (how) {
            case "not-found" -> new NotFoundException("No such image: <b>x</b>");
            case "conflict" -> new ConflictException("cannot remove image \"x\": it is in use");
            case "invalid" -> new InvalidInputException("cannot tag image \"x\": it is upside down");
            case "unavailable" -> new UnavailableException("cannot run \"x\": crun is missing");
            case "corrupted" -> new CorruptedException("cannot read layer \"x\": it is damaged");
            default -> new IllegalStateException("secret detail");
        };
    }

    @PostMapping("/things/redirect")
    String redirect() {
        return "redirect:/things";
    }
}
