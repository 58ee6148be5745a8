package dev.onionyard.web.overview;

import dev.onionyard.audit.AuditHistory;
import dev.onionyard.audit.AuditQuery;
import dev.onionyard.system.HostFacts;
import dev.onionyard.system.RuntimeReadiness;
import dev.onionyard.task.Jobs;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/// The first page: what this yard holds and how it is doing.
@Controller
class OverviewController {

    private static final int RECENT_ACTS = 8;

    private final Overview overview;
    private final AuditHistory history;
    private final Jobs jobs;
    private final RuntimeReadiness readiness;

    OverviewController(Overview overview, AuditHistory history, Jobs jobs, RuntimeReadiness readiness) {
        this.overview = overview;
        this.history = history;
        this.jobs = jobs;
        this.readiness = readiness;
    }

    @GetMapping("/")
    String page(Model model) {
        model.addAttribute("stock", overview.stock());
        model.addAttribute("yard", overview.yard());
        model.addAttribute("disk", overview.disk());
        model.addAttribute(
                "jobs",
                jobs.recent(1).stream().filter(job -> !job.state().ended()).count());
        model.addAttribute(
                "acts", history.search(AuditQuery.ALL, 0, RECENT_ACTS).entries());
        model.addAttribute("readiness", readiness.current());
        model.addAttribute("host", HostFacts.read());
        return "overview/overview";
    }
}
