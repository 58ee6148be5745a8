package dev.onionyard.oci;

import dev.onionyard.error.InvalidInputException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A name for an image as people type it, in the grammar of Docker's references:
///
/// ```
/// reference  := name [ ":" tag ] [ "@" digest ]
/// name       := [ domain "/" ] path ( "/" path )*
/// domain     := localhost | anything with "." or ":" or an upper-case letter before the first "/"
/// path       := [a-z0-9]+ ( ( "." | "_" | "__" | "-"+ ) [a-z0-9]+ )*
/// tag        := [A-Za-z0-9_][A-Za-z0-9_.-]{0,127}
/// ```
///
/// A missing domain means `docker.io`; a single path there gets `library/` before it. The name without domain
/// and path is limited to 255 characters.
///
/// @param domain for example `docker.io` or `localhost:5000`
/// @param path for example `library/busybox`
public record ImageReference(
        String domain,
        String path,
        @Nullable String tag,
        @Nullable Digest digest) {

    public static final String DEFAULT_DOMAIN = "docker.io";
    public static final String DEFAULT_TAG = "latest";
    private static final String OFFICIAL = "library/";

    private static final Pattern PATH =
            Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
    private static final Pattern DOMAIN = Pattern.compile(
            "(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])(?:\\.(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]))*(?::[0-9]+)?|\\[[0-9a-fA-F:]+\\](?::[0-9]+)?");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern IMAGE_ID = Pattern.compile("[0-9a-f]{64}");
    private static final int NAME_LIMIT = 255;
    private static final int TEXT_LIMIT = 1024;

    /// Parses what a person typed. Neither tag nor digest is filled in; see [#withDefaultTag].
    ///
    /// @throws InvalidInputException naming what was expected
    public static ImageReference parse(String text) {
        if (text.length() > TEXT_LIMIT) {
            throw malformed(text.substring(0, TEXT_LIMIT) + "…", "a name of " + NAME_LIMIT + " characters at most");
        }
        if (IMAGE_ID.matcher(text).matches()) {
            // Docker's rule: it would be taken for an image id wherever either is accepted.
            throw malformed(text, "a name, not 64 hexadecimal digits");
        }
        String rest = text;
        Digest digest = null;
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = Digest.parse(rest.substring(at + 1));
            rest = rest.substring(0, at);
        }
        String tag = null;
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = rest.substring(colon + 1);
            rest = rest.substring(0, colon);
            requireMatch(TAG.matcher(tag), text, "a tag of letters, digits, \"_\", \".\" and \"-\", 128 at most");
        }
        String domain = DEFAULT_DOMAIN;
        int slash = rest.indexOf('/');
        if (slash > 0 && looksLikeDomain(rest.substring(0, slash))) {
            domain = rest.substring(0, slash);
            rest = rest.substring(slash + 1);
            requireMatch(DOMAIN.matcher(domain), text, "a registry as host or host:port");
        }
        if (domain.equals("index.docker.io")) {
            domain = DEFAULT_DOMAIN;
        }
        // First the length: the pattern recurses once a part.
        if (rest.length() > NAME_LIMIT) {
            throw malformed(text, "a name of " + NAME_LIMIT + " characters at most");
        }
        requireMatch(PATH.matcher(rest), text, "a lower-case name such as \"team/app:1.0\"");
        if (domain.equals(DEFAULT_DOMAIN) && rest.indexOf('/') < 0) {
            rest = OFFICIAL + rest;
        }
        return new ImageReference(domain, rest, tag, digest);
    }

    private static boolean looksLikeDomain(String first) {
        return first.equals("localhost")
                || first.indexOf('.') >= 0
                || first.indexOf(':') >= 0
                || !first.equals(first.toLowerCase(Locale.ROOT));
    }

    private static void requireMatch(Matcher matcher, String text, String expected) {
        if (!matcher.matches()) {
            throw malformed(text, expected);
        }
    }

    private static InvalidInputException malformed(String text, String expected) {
        return new InvalidInputException("cannot read image name \"" + text + "\": expected " + expected);
    }

    /// This reference with tag `latest` where it has neither tag nor digest.
    public ImageReference withDefaultTag() {
        return tag == null && digest == null ? withTag(DEFAULT_TAG) : this;
    }

    public ImageReference withTag(String newTag) {
        requireMatch(TAG.matcher(newTag), newTag, "a tag of letters, digits, \"_\", \".\" and \"-\", 128 at most");
        return new ImageReference(domain, path, newTag, null);
    }

    /// The repository in full: `docker.io/library/busybox`.
    public String repository() {
        return domain + "/" + path;
    }

    /// The repository as Docker prints it: `busybox`, `lxl/tomcat02`, `localhost:5000/a`. Reading it again
    /// gives this repository.
    public String familiarRepository() {
        // "docker.io/foo.bar/x" must not become "foo.bar/x", which names another registry.
        if (!domain.equals(DEFAULT_DOMAIN) || looksLikeDomain(path.split("/", 2)[0])) {
            return repository();
        }
        boolean official = path.startsWith(OFFICIAL) && path.indexOf('/', OFFICIAL.length()) < 0;
        return official ? path.substring(OFFICIAL.length()) : path;
    }

    /// As Docker prints it: `busybox:1.36`, `lxl/tomcat02:latest`.
    public String familiar() {
        return familiarRepository() + suffix();
    }

    private String suffix() {
        return (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }

    /// In full: `docker.io/library/busybox:1.36`.
    @Override
    public String toString() {
        return repository() + suffix();
    }
}
