package dev.onionyard.build;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.linux.ChildProcess;
import dev.onionyard.linux.Executables;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/// Fetches what a build takes from elsewhere: files by HTTP, contexts by git.
@Component
class RemoteSources {

    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration WAIT = Duration.ofMinutes(5);
    private static final Duration CLONE = Duration.ofMinutes(15);
    private static final Pattern HTTP = Pattern.compile("https?://.+", Pattern.CASE_INSENSITIVE);
    private static final Pattern GIT = Pattern.compile(
            "(?:git://.+|git@[^/]+:.+|github\\.com/.+|https?://.+\\.git(?:#.*)?)", Pattern.CASE_INSENSITIVE);
    private static final Pattern REF = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./-]*");
    private static final Pattern USER_INFO = Pattern.compile("://[^/@]*@");

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    static boolean isHttp(String text) {
        return HTTP.matcher(text).matches();
    }

    static boolean isGit(String text) {
        return GIT.matcher(text).matches();
    }

    /// An address as it may be kept and shown: without name and password.
    static String shown(String address) {
        return USER_INFO.matcher(address).replaceFirst("://");
    }

    /// The answer's body; the caller closes it.
    InputStream open(String address) throws IOException {
        return get(address).body();
    }

    HttpResponse<InputStream> get(String address) throws IOException {
        if (!isHttp(address)) {
            throw new InvalidInputException("cannot fetch \"" + shown(address) + "\": expected http:// or https://");
        }
        try {
            var request =
                    HttpRequest.newBuilder(URI.create(address)).timeout(WAIT).build();
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() / 100 != 2) {
                response.body().close();
                throw new UnavailableException(
                        "cannot fetch \"" + shown(address) + "\": the server answered " + response.statusCode());
            }
            return response;
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("cannot fetch \"" + shown(address) + "\": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("cannot fetch \"" + shown(address) + "\": interrupted", e);
        } catch (IOException e) {
            String reason = e.getMessage() == null ? "the host cannot be reached" : e.getMessage();
            throw new UnavailableException("cannot fetch \"" + shown(address) + "\": " + reason, e);
        }
    }

    /// Clones `repository[#ref[:folder]]`, nothing but the one commit.
    ///
    /// @param target an empty folder
    /// @return the folder in it that was asked for
    Path cloneGit(String address, Path target) {
        String[] parts = address.split("#", 2);
        String[] place = (parts.length == 2 ? parts[1] : "").split(":", 2);
        String ref = place[0].isEmpty() ? "HEAD" : place[0];
        if (!REF.matcher(ref).matches() || ref.contains("..")) {
            throw new InvalidInputException(
                    "cannot fetch \"" + shown(address) + "\": \"" + ref + "\" is no Git reference");
        }
        git(address, target, "init", "--quiet");
        git(address, target, "remote", "add", "origin", repository(parts[0]));
        fetch(address, target, ref);
        git(address, target, "checkout", "--quiet", "FETCH_HEAD");
        git(address, target, "submodule", "update", "--quiet", "--init", "--recursive", "--depth", "1");
        return place.length < 2 ? target : folder(address, target, place[1]);
    }

    /// One commit alone; all of them from a server of plain files, which cannot choose.
    private static void fetch(String address, Path target, String ref) {
        try {
            git(address, target, "fetch", "--quiet", "--depth", "1", "origin", ref);
        } catch (UnavailableException e) {
            if (!String.valueOf(e.getMessage()).contains("does not support shallow")) {
                throw e;
            }
            git(address, target, "fetch", "--quiet", "origin", ref);
        }
    }

    private static String repository(String text) {
        return text.startsWith("github.com/") ? "https://" + text : text;
    }

    private static Path folder(String address, Path target, String name) {
        Path folder = target.resolve(name).normalize();
        try {
            if (folder.startsWith(target)
                    && Files.isDirectory(folder)
                    && folder.toRealPath().startsWith(target.toRealPath())) {
                return folder;
            }
        } catch (IOException e) {
            throw new UnavailableException("cannot fetch \"" + shown(address) + "\": " + e.getMessage(), e);
        }
        throw new InvalidInputException("cannot fetch \"" + shown(address) + "\": it has no folder \"" + name + "\"");
    }

    private static void git(String address, Path directory, String... words) {
        Path git = Executables.find("git")
                .orElseThrow(() -> new UnavailableException("cannot fetch \"" + shown(address)
                        + "\": git is not installed; install it with: apt-get install git"));
        // Nothing of the repository may run here: no hooks, no prompts, no other protocols.
        var line = new ArrayList<>(List.of(
                git.toString(),
                "-c",
                "core.hooksPath=/dev/null",
                "-c",
                "protocol.ext.allow=never",
                "-c",
                "credential.helper="));
        line.addAll(List.of(words));
        ChildProcess.Result result =
                ChildProcess.of(line).directory(directory).timeout(CLONE).run();
        if (!result.ok()) {
            throw new UnavailableException("cannot fetch \"" + shown(address) + "\": " + shown(result.errorText()));
        }
    }
}
