package dev.onionyard.web.builds;

import dev.onionyard.build.BuildRecord;
import dev.onionyard.build.Builds;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Two builds side by side, the earlier one first.
@Controller
class ComparisonController {

    private final Builds builds;
    private final Images images;

    ComparisonController(Builds builds, Images images) {
        this.builds = builds;
        this.images = images;
    }

    /// @param id of two builds
    @GetMapping("/builds/compare")
    String compare(@RequestParam(defaultValue = "") List<String> id, Model model) {
        if (id.size() != 2) {
            throw new InvalidInputException("cannot compare " + id.size() + " builds: choose two");
        }
        List<BuildRecord> both = Stream.of(id.getFirst(), id.getLast())
                .map(builds::get)
                .sorted(Comparator.comparing(BuildRecord::started))
                .toList();
        BuildRecord before = both.getFirst();
        BuildRecord after = both.getLast();
        model.addAttribute("comparison", BuildComparison.of(before, after, size(before), size(after)));
        return "builds/compare";
    }

    private long size(BuildRecord record) {
        return Optional.ofNullable(record.image())
                .flatMap(image -> images.find(image.toString()))
                .map(Image::size)
                .orElse(-1L);
    }
}
