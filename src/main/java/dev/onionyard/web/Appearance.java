package dev.onionyard.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.util.WebUtils;

/// Language and theme: cookies, because they matter before sign-in too.
@Controller
class Appearance {

    private static final String THEME_COOKIE = "onionyard-theme";

    private final LocaleResolver languages;

    Appearance(LocaleResolver languages) {
        this.languages = languages;
    }

    /// What was chosen: auto, light or dark.
    static String themeOf(HttpServletRequest request) {
        Cookie cookie = WebUtils.getCookie(request, THEME_COOKIE);
        return cookie == null ? "auto" : known(cookie.getValue());
    }

    @PostMapping("/language")
    String language(
            @RequestParam String language,
            @RequestParam(defaultValue = "/") String back,
            HttpServletRequest request,
            HttpServletResponse response) {
        languages.setLocale(request, response, Languages.known(language));
        return "redirect:" + withinDashboard(back);
    }

    @PostMapping("/theme")
    String theme(
            @RequestParam String theme, @RequestParam(defaultValue = "/") String back, HttpServletResponse response) {
        response.addHeader("Set-Cookie", Languages.remembering(THEME_COOKIE, known(theme)));
        return "redirect:" + withinDashboard(back);
    }

    private static String known(String theme) {
        return "light".equals(theme) || "dark".equals(theme) ? theme : "auto";
    }

    /// A path of ours, or the first page: never another server (`//host`, `/\host`).
    static String withinDashboard(String path) {
        boolean ours = path.matches("/(?![/\\\\])[^\\p{Cntrl}\\\\]*");
        return ours ? path : "/";
    }
}
