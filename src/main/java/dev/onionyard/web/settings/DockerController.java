package dev.onionyard.web.settings;

import dev.onionyard.web.settings.DockerAddresses.Remote;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/// How to point `docker` at this server.
@Controller
class DockerController {

    private final String socket;
    private final String tcpAddress;
    private final Remote remote;
    private final boolean certificates;

    DockerController(
            @Value("${onionyard.socket}") String socket,
            @Value("${onionyard.tcp.address:}") String tcpAddress,
            @Value("${onionyard.tcp.certificate:}") String certificate,
            @Value("${onionyard.tcp.client-authority:}") String clientAuthority) {
        this.socket = socket;
        this.tcpAddress = tcpAddress;
        this.remote = tcpAddress.isEmpty() ? Remote.OFF : certificate.isEmpty() ? Remote.PLAIN : Remote.TLS;
        this.certificates = !clientAuthority.isEmpty();
    }

    @GetMapping("/settings/docker")
    String page(HttpServletRequest request, Model model) {
        model.addAttribute(
                "docker", DockerAddresses.of(socket, tcpAddress, remote, certificates, request.getServerName()));
        return "settings/docker";
    }
}
