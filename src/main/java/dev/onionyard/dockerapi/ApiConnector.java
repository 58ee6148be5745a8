package dev.onionyard.dockerapi;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.apache.tomcat.util.net.NioEndpoint;

/// A connector that serves the Docker API: over the engine socket or over TCP.
final class ApiConnector extends Connector {

    ApiConnector(NioEndpoint endpoint) {
        super(new Http11NioProtocol(endpoint));
        setProperty("maxThreads", "500");
        setProperty("minSpareThreads", "2");
        setProperty("maxKeepAliveRequests", "-1");
        // Some clients write the slashes in an image's name as %2F; routes see the path as it came.
        setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        // Filters are JSON, and not every client escapes it.
        setProperty("relaxedQueryChars", "\"<>[\\]^`{|}");
        // A client with many registries sends all their credentials with a build, in one header.
        setProperty("maxHttpRequestHeaderSize", "65536");
        // A request may pause for as long as its sender likes (`docker run -i | …`, a slow `docker load`).
        setProperty("disableUploadTimeout", "false");
        setProperty("connectionUploadTimeout", "0");
        // Larger than Tomcat's 8 KiB: half as much again in throughput for save and load.
        setProperty("socket.appReadBufSize", "65536");
        setProperty("socket.appWriteBufSize", "65536");
        setMaxPostSize(-1);
    }
}
