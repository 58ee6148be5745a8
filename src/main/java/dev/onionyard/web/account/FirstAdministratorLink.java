package dev.onionyard.web.account;

import dev.onionyard.account.FirstAdministrator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/// Prints the way in while nobody has an account.
@Component
class FirstAdministratorLink {

    private static final Logger log = LoggerFactory.getLogger(FirstAdministratorLink.class);

    private final FirstAdministrator firstAdministrator;
    private final Environment environment;

    FirstAdministratorLink(FirstAdministrator firstAdministrator, Environment environment) {
        this.firstAdministrator = firstAdministrator;
        this.environment = environment;
    }

    @EventListener(ApplicationReadyEvent.class)
    void print() {
        String address = address();
        firstAdministrator
                .key()
                .ifPresentOrElse(key -> log.info("""


                                Nobody can sign in yet. Open this link once to choose the first administrator's name and password:

                                    {}/first-administrator?key={}
                                """, address, key), () -> log.info("The dashboard is at {}", address));
    }

    private String address() {
        String host = environment.getProperty("server.address", "127.0.0.1");
        boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
        return "http://" + (everywhere ? "localhost" : host) + ":" + environment.getProperty("local.server.port");
    }
}
