package dev.onionyard.dockerapi;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.apache.tomcat.util.net.NioEndpoint;

/// What all connectors that serve the Docker API have in common.
final class ApiConnector {

    private ApiConnector() {}

    static Connector on(NioEndpoint endpoint) {
        var connector = new Connector(new Http11NioProtocol(endpoint));
        connector.setProperty("maxThreads", "500");
        connector.setProperty("minSpareThreads", "2");
        connector.setProperty("maxKeepAliveRequests", "-1");
        // Some clients write the slashes in an image's name as %2F; routes see the path as it came.
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        // Filters are JSON, and not every client escapes it.
        connector.setProperty("relaxedQueryChars", "\"<>[\\]^`{|}");
        // A client with many registries sends all their credentials with a build, in one header.
        connector.setProperty("maxHttpRequestHeaderSize", "65536");
        // A request may pause for as long as its sender likes (`docker run -i | …`, a slow `docker load`).
        connector.setProperty("disableUploadTimeout", "false");
        connector.setProperty("connectionUploadTimeout", "0");
        // Larger than Tomcat's 8 KiB: half as much again in throughput for save and load.
        connector.setProperty("socket.appReadBufSize", "65536");
        connector.setProperty("socket.appWriteBufSize", "65536");
        connector.setMaxPostSize(-1);
        return connector;
    }
}
