package dev.onionyard.web;

import java.util.Map;
import org.springframework.context.annotation.Configuration;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;

/// The objects that every template has beside its model: `${format.bytes(n)}`, `${may.operate()}`. They are
/// variables and not `${@beans}`, because Thymeleaf forbids those where they could be mixed with what came in
/// the request.
@Configuration
class TemplateVariables {

    TemplateVariables(
            ThymeleafViewResolver views, Frame frame, Assets assets, Formats format, PageLinks links, Permissions may) {
        views.setStaticVariables(
                Map.of("frame", frame, "assets", assets, "format", format, "links", links, "may", may));
    }
}
