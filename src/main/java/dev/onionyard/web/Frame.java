package dev.onionyard.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// What the layout shows around every page, error pages included: `${frame}` in templates.
@Component
public class Frame {

    /// One entry of the navigation.
    ///
    /// @param section the word that a page gives to the layout to be marked as current; also the key of its
    ///     message
    /// @param ruledOff true if a line goes before it
    public record Entry(String section, String path, String icon, boolean ruledOff) {}

    private static final List<Entry> ENTRIES = List.of(
            new Entry("overview", "/", "layout-dashboard", false),
            new Entry("images", "/images", "stack-2", false),
            new Entry("containers", "/containers", "box", false),
            new Entry("builds", "/builds", "hammer", false),
            new Entry("volumes", "/volumes", "database", false),
            new Entry("networks", "/networks", "network", false),
            new Entry("registries", "/registries", "cloud", false),
            new Entry("backups", "/backups", "archive", false),
            new Entry("hosts", "/hosts", "server-2", false),
            new Entry("jobs", "/jobs", "progress", true),
            new Entry("history", "/history", "history", false),
            new Entry("settings", "/settings", "settings", false));

    private final ObjectProvider<RequestMappingHandlerMapping> mappings;
    private final String version;

    Frame(ObjectProvider<RequestMappingHandlerMapping> mappings, Optional<BuildProperties> build) {
        this.mappings = mappings;
        this.version = build.map(BuildProperties::getVersion).orElse("");
    }

    /// The pages that there are: an entry appears when a controller answers its address.
    public List<Entry> navigation() {
        Set<String> answered = mappings.stream()
                .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
                .map(RequestMappingInfo::getDirectPaths)
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
        return ENTRIES.stream().filter(entry -> answered.contains(entry.path())).toList();
    }

    public String user() {
        return Sessions.current().map(SignedInUser::name).orElse("");
    }

    public String role() {
        return Sessions.current().map(user -> user.role().name()).orElse("");
    }

    /// `en` or `zh-CN`.
    public String language() {
        return Languages.known(LocaleContextHolder.getLocale().toLanguageTag()).toLanguageTag();
    }

    /// `auto`, `light` or `dark`.
    public String theme() {
        return Appearance.themeOf(request());
    }

    /// The address of this page, to come back to after a change of language.
    public String here() {
        HttpServletRequest request = request();
        Object original = request.getAttribute("jakarta.servlet.error.request_uri");
        if (original != null) {
            return original.toString();
        }
        String query = request.getQueryString();
        return query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query;
    }

    public String version() {
        return version;
    }

    private static HttpServletRequest request() {
        var attributes = (ServletRequestAttributes) RequestContextHolder.currentRequestAttributes();
        return attributes.getRequest();
    }
}
