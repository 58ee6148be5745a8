package dev.onionyard.dockerapi;

import java.util.List;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

@Configuration
class DockerApiConfiguration {

    @Bean
    FilterRegistrationBean<DockerApiFilter> dockerApiFilter(
            List<Route.Source> sources, EngineSocket socket, TcpSignIn signIn) {
        List<Route> routes =
                sources.stream().flatMap(source -> source.routes().stream()).toList();
        var registration = new FilterRegistrationBean<>(new DockerApiFilter(routes, socket, signIn));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.setAsyncSupported(true);
        return registration;
    }
}
