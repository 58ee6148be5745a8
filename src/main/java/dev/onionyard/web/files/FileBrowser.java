package dev.onionyard.web.files;

import dev.onionyard.error.EngineException;
import dev.onionyard.files.FileFacts;
import dev.onionyard.files.FileTree;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.springframework.web.util.UriUtils;

/// One folder in the browser, for the fragment `files/browser`. Works without script: every folder is a link.
///
/// @param address of the page; `path` is appended
/// @param api where files are downloaded from (`…/download`) and uploaded to
/// @param path of the folder, with leading slash
/// @param words only names that contain them are shown; empty for all
/// @param page from 0
/// @param total how many names fit
public record FileBrowser(
        String address,
        String api,
        String path,
        List<Crumb> crumbs,
        List<Line> lines,
        String words,
        int page,
        int pages,
        int total) {

    static final int PAGE_SIZE = 500;

    private static final Comparator<FileFacts> FOLDERS_FIRST =
            Comparator.comparing((FileFacts facts) -> !facts.isDirectory()).thenComparing(FileFacts::name);

    /// A folder on the way to this one.
    public record Crumb(String name, String href) {}

    /// One name in the folder.
    ///
    /// @param kind in lower case with hyphens
    /// @param mode as `ls -l` prints it
    /// @param target of a symbolic link, else empty
    /// @param folder where it leads if it is a folder or a link to one, else empty
    /// @param view where it is looked at if it is a regular file, else empty
    /// @param download where its bytes, or a tar of it, are
    public record Line(
            String name,
            String kind,
            long size,
            String mode,
            String owner,
            Instant modified,
            String target,
            String folder,
            String view,
            String download) {

        public boolean isFile() {
            return kind.equals("file");
        }
    }

    /// Lists a folder.
    ///
    /// @param path as it came with the request
    public static FileBrowser of(FileTree tree, String address, String api, String path, String words, int page) {
        List<String> parts = parts(path);
        String folder = "/" + String.join("/", parts);
        List<FileFacts> all = tree.list(folder).stream()
                .filter(facts -> facts.name().toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT)))
                .sorted(FOLDERS_FIRST)
                .toList();
        int pages = Math.max(1, (all.size() + PAGE_SIZE - 1) / PAGE_SIZE);
        int shown = Math.clamp(page, 0, pages - 1);
        List<Line> lines = all.stream()
                .skip((long) shown * PAGE_SIZE)
                .limit(PAGE_SIZE)
                .map(facts -> line(tree, facts, folder.equals("/") ? "/" : folder + "/", address, api))
                .toList();
        return new FileBrowser(address, api, folder, crumbs(parts, address), lines, words, shown, pages, all.size());
    }

    public String downloadAll() {
        return api + "/download?path=" + encode(path);
    }

    /// The folder that this one is in, or empty for the root.
    public String up() {
        return crumbs.size() < 2 ? "" : crumbs.get(crumbs.size() - 2).href();
    }

    private static List<String> parts(String path) {
        var parts = new ArrayList<String>();
        for (String part : path.split("/")) {
            if (part.equals("..") && !parts.isEmpty()) {
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static List<Crumb> crumbs(List<String> parts, String address) {
        var crumbs = new ArrayList<Crumb>();
        crumbs.add(new Crumb("/", href(address, "/")));
        var path = new StringBuilder();
        for (String part : parts) {
            path.append('/').append(part);
            crumbs.add(new Crumb(part, href(address, path.toString())));
        }
        return List.copyOf(crumbs);
    }

    private static Line line(FileTree tree, FileFacts facts, String prefix, String address, String api) {
        String path = prefix + facts.name();
        boolean leadsToFolder =
                facts.isDirectory() || facts.kind() == FileFacts.Kind.SYMLINK && isFolder(tree, path + "/");
        return new Line(
                facts.name(),
                facts.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                facts.size(),
                FileMode.symbolic(facts.mode()),
                facts.uid() + ":" + facts.gid(),
                facts.modified(),
                facts.target(),
                leadsToFolder ? href(address, path) : "",
                facts.kind() == FileFacts.Kind.FILE ? href(address + "/view", path) : "",
                api + "/download?path=" + encode(path));
    }

    private static boolean isFolder(FileTree tree, String path) {
        try {
            return tree.find(path).isPresent();
        } catch (EngineException e) {
            return false; // A link in a circle.
        }
    }

    static String href(String address, String path) {
        return address + "?path=" + encode(path);
    }

    static String encode(String path) {
        return UriUtils.encode(path, StandardCharsets.UTF_8);
    }
}
