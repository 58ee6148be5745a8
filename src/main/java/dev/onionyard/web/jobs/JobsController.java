package dev.onionyard.web.jobs;

import dev.onionyard.task.JobState;
import dev.onionyard.task.JobView;
import dev.onionyard.task.Jobs;
import java.util.List;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseBody;

/// The list of jobs and the page of one.
@Controller
class JobsController {

    private static final int LISTED = 200;

    private final Jobs jobs;
    private final MessageSource messages;

    JobsController(Jobs jobs, MessageSource messages) {
        this.jobs = jobs;
        this.messages = messages;
    }

    @GetMapping("/jobs")
    String list(Model model) {
        List<JobView> all = jobs.recent(LISTED);
        model.addAttribute(
                "running", all.stream().filter(job -> !job.state().ended()).toList());
        model.addAttribute(
                "ended", all.stream().filter(job -> job.state().ended()).toList());
        return "jobs/list";
    }

    @GetMapping("/jobs/{id}")
    String page(@PathVariable String id, Locale locale, Model model) {
        JobView job = jobs.get(id);
        model.addAttribute("job", job);
        model.addAttribute("jobWords", new JobWords(messages, locale));
        model.addAttribute("secondsLeft", JobJson.secondsLeft(job));
        model.addAttribute("retryable", isRetryable(job));
        return "jobs/job";
    }

    private static boolean isRetryable(JobView job) {
        return job.state().ended()
                && job.state() != JobState.SUCCEEDED
                && !job.retry().isEmpty();
    }

    @PostMapping("/jobs/{id}/cancel")
    String cancel(@PathVariable String id) {
        jobs.cancel(id);
        return "redirect:/jobs/" + id;
    }

    @GetMapping("/api/jobs/{id}")
    @ResponseBody
    JobJson job(@PathVariable String id, Locale locale) {
        return JobJson.of(jobs.get(id), messages, locale);
    }

    @PostMapping("/api/jobs/{id}/cancel")
    @ResponseBody
    JobJson cancelByScript(@PathVariable String id, Locale locale) {
        jobs.cancel(id);
        return job(id, locale);
    }
}
