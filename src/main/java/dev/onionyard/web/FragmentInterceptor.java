package dev.onionyard.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;

/// One address, two sizes: with the header `X-Fragment: some-id` a page answers with only the element of its
/// template that has this id.
final class FragmentInterceptor implements HandlerInterceptor {

    static final String HEADER = "X-Fragment";

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    @Override
    public void postHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable ModelAndView page) {
        String id = request.getHeader(HEADER);
        if (page == null || id == null || !ID.matcher(id).matches()) {
            return;
        }
        String view = page.getViewName();
        if (view != null && !view.contains(":")) {
            page.setViewName(view + " :: #" + id);
            response.addHeader("Vary", HEADER);
        }
    }
}
