package dev.onionyard.web.images;

import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.image.Onions;
import java.time.Clock;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// An image as text to take away: its JSON byte for byte, its history as `docker history` prints it.
@Controller
class ImageTextController {

    private static final MediaType PLAIN_TEXT = MediaType.parseMediaType("text/plain;charset=UTF-8");

    private final Images images;
    private final Onions onions;
    private final Clock clock;

    ImageTextController(Images images, Onions onions, Clock clock) {
        this.images = images;
        this.onions = onions;
        this.clock = clock;
    }

    @GetMapping("/api/images/json")
    ResponseEntity<byte[]> json(@RequestParam String image) {
        Image found = images.get(image);
        var disposition = ContentDisposition.attachment()
                .filename(found.id().shortForm() + ".json")
                .build();
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition.toString())
                .body(found.config().json());
    }

    @GetMapping("/api/images/history")
    ResponseEntity<String> history(@RequestParam String image) {
        Image found = images.get(image);
        String text = DockerHistory.print(found.id(), onions.of(found.id()), clock.instant());
        return ResponseEntity.ok().contentType(PLAIN_TEXT).body(text);
    }
}
