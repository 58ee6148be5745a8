package dev.onionyard.web.images;

import org.springframework.context.annotation.Configuration;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;

/// What the templates of images, and those that borrow the onion, have beside the variables of every page.
@Configuration
class ImageTemplateVariables {

    ImageTemplateVariables(ThymeleafViewResolver views, RingWords ringWords, ProcessWords processWords) {
        views.addStaticVariable("ringWords", ringWords);
        views.addStaticVariable("processWords", processWords);
    }
}
