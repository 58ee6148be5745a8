package dev.onionyard;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/// The server: one process that is both the container engine and the dashboard over it.
@SpringBootApplication
@ConfigurationPropertiesScan
public class Onionyard {

    public static void main(String[] args) {
        SpringApplication.run(Onionyard.class, args);
    }
}
