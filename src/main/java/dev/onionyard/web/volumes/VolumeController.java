package dev.onionyard.web.volumes;

import dev.onionyard.container.Container;
import dev.onionyard.container.Containers;
import dev.onionyard.error.EngineException;
import dev.onionyard.volume.Volume;
import dev.onionyard.volume.Volumes;
import dev.onionyard.web.Flash;
import dev.onionyard.web.Formats;
import dev.onionyard.web.containers.StateView;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// Volumes: the list, one of them, new ones, and their removal.
@Controller
class VolumeController {

    static final int PAGE_SIZE = 50;

    private final Volumes volumes;
    private final Containers containers;
    private final VolumeSizes sizes;
    private final Formats formats;

    VolumeController(Volumes volumes, Containers containers, VolumeSizes sizes, Formats formats) {
        this.volumes = volumes;
        this.containers = containers;
        this.sizes = sizes;
        this.formats = formats;
    }

    /// A container that has the volume.
    record User(Container container, Container.MountPoint mount) {

        public StateView state() {
            return StateView.of(container);
        }
    }

    @GetMapping("/volumes")
    String list(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String use,
            @RequestParam(defaultValue = "name") String sort,
            @RequestParam(defaultValue = "asc") String order,
            @RequestParam(defaultValue = "0") int page,
            Model model) {
        List<VolumeRow> found = volumes.all().stream()
                .map(volume -> new VolumeRow(volume, volumes.users(volume.name()), null))
                .filter(row -> row.matches(q.strip()))
                .toList();
        List<VolumeRow> shown = found.stream()
                .filter(row -> use.isEmpty() || row.users().isEmpty() == use.equals("unused"))
                .sorted(comparator(sort, order))
                .toList();
        int pages = Math.max(1, Math.ceilDiv(shown.size(), PAGE_SIZE));
        int current = Math.clamp(page, 0, pages - 1);
        List<VolumeRow> onPage = measured(
                shown.stream().skip((long) current * PAGE_SIZE).limit(PAGE_SIZE).toList());
        model.addAttribute("rows", onPage);
        model.addAttribute("measuring", onPage.stream().anyMatch(row -> row.bytes() == null));
        model.addAttribute("any", !volumes.all().isEmpty());
        model.addAttribute(
                "used", found.stream().filter(row -> !row.users().isEmpty()).count());
        model.addAttribute(
                "unused", found.stream().filter(row -> row.users().isEmpty()).count());
        model.addAttribute("found", shown.size());
        model.addAttribute("q", q.strip());
        model.addAttribute("use", use);
        model.addAttribute("sort", sort);
        model.addAttribute("ascending", order.equals("asc"));
        model.addAttribute("page", current);
        model.addAttribute("pages", pages);
        return "volumes/list";
    }

    @GetMapping("/volumes/-/new")
    ModelAndView form() {
        return form(VolumeForm.EMPTY, Map.of());
    }

    @PostMapping("/volumes/-/new")
    ModelAndView create(@RequestParam Map<String, String> sent, RedirectAttributes redirect) {
        VolumeForm form = VolumeForm.of(sent);
        var errors = new LinkedHashMap<String, String>();
        try {
            Volume created = form.create(volumes);
            Flash.success(redirect, "volumes.created", created.name());
            return new ModelAndView("redirect:/volumes/" + created.name());
        } catch (EngineException e) {
            errors.put(VolumeForm.fieldOf(e), String.valueOf(e.getMessage()));
        }
        ModelAndView again = form(form, errors);
        again.setStatus(HttpStatus.BAD_REQUEST);
        return again;
    }

    @GetMapping("/volumes/{name}")
    String page(@PathVariable String name, Model model) {
        Volume volume = volumes.get(name);
        model.addAttribute("volume", volume);
        model.addAttribute("options", new TreeMap<>(volume.options()));
        model.addAttribute("labels", new TreeMap<>(volume.labels()));
        model.addAttribute("row", measured(List.of(row(volume))).getFirst());
        model.addAttribute("users", users(name));
        return "volumes/volume";
    }

    /// Who depends on the volume and what is lost, for the question before it is removed.
    @GetMapping("/volumes/{name}/dependants")
    String dependants(@PathVariable String name, Model model) {
        model.addAttribute("row", measured(List.of(row(volumes.get(name)))).getFirst());
        return "volumes/dependants";
    }

    @PostMapping("/volumes/{name}/remove")
    String remove(@PathVariable String name, RedirectAttributes redirect) {
        try {
            volumes.remove(name);
            Flash.success(redirect, "volumes.removed", name);
            return "redirect:/volumes";
        } catch (EngineException e) {
            Flash.failure(redirect, e);
            return "redirect:/volumes/" + name;
        }
    }

    /// Names what a clean-up would remove, with sizes.
    @GetMapping("/volumes/-/clean-up")
    String preview(Model model) {
        List<VolumeRow> rows = measured(volumes.unused().stream().map(this::row).toList());
        model.addAttribute("rows", rows);
        model.addAttribute("measuring", rows.stream().anyMatch(row -> row.bytes() == null));
        model.addAttribute(
                "total",
                rows.stream()
                        .mapToLong(row -> row.bytes() == null ? 0 : row.bytes())
                        .sum());
        return "volumes/clean-up";
    }

    /// Removes only what was chosen in the preview.
    @PostMapping("/volumes/-/clean-up")
    String cleanUp(@RequestParam(name = "volume", defaultValue = "") List<String> names, RedirectAttributes redirect) {
        Map<String, Long> removed = volumes.prune(volume -> names.contains(volume.name()));
        if (removed.isEmpty()) {
            Flash.warning(redirect, "volumes.clean-up.nothing");
        } else {
            long freed = removed.values().stream().mapToLong(Long::longValue).sum();
            Flash.success(redirect, "volumes.clean-up.done", removed.size(), formats.bytes(freed));
        }
        return "redirect:/volumes";
    }

    private VolumeRow row(Volume volume) {
        return new VolumeRow(volume, volumes.users(volume.name()), null);
    }

    private List<VolumeRow> measured(List<VolumeRow> rows) {
        Map<String, Long> bytes = sizes.of(rows.stream().map(VolumeRow::volume).toList());
        return rows.stream()
                .map(row -> row.measured(bytes.get(row.volume().name())))
                .toList();
    }

    private List<User> users(String name) {
        return containers.all().stream()
                .flatMap(container -> container.mounts().stream()
                        .filter(mount -> mount.name().equals(name))
                        .map(mount -> new User(container, mount)))
                .toList();
    }

    private static Comparator<VolumeRow> comparator(String sort, String order) {
        Comparator<VolumeRow> byName = Comparator.comparing(row -> row.volume().name());
        Comparator<VolumeRow> chosen = switch (sort) {
            case "users" -> Comparator.comparing(row -> row.users().size());
            case "created" -> Comparator.comparing(row -> row.volume().created());
            default -> Comparator.comparing(row -> row.volume().anonymous());
        };
        return (order.equals("desc") ? chosen.thenComparing(byName).reversed() : chosen.thenComparing(byName));
    }

    private static ModelAndView form(VolumeForm form, Map<String, String> errors) {
        return new ModelAndView("volumes/new").addObject("form", form).addObject("errors", errors);
    }
}
