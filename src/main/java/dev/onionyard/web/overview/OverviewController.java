package dev.onionyard.web.overview;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/// The first page.
@Controller
class OverviewController {

    @GetMapping("/")
    String page() {
        return "overview/overview";
    }
}
