package dev.onionyard.dockerapi;

import java.io.IOException;
import java.util.Map;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers requests that Tomcat itself refuses, because they are no HTTP, as the Docker API answers: by a `message`.
/// The dashboard's stay as they are.
///
/// Public because Tomcat makes the instance.
public final class ApiErrorReport extends ErrorReportValve {

    private static final Logger log = LoggerFactory.getLogger(ApiErrorReport.class);

    public ApiErrorReport() {
        setShowReport(false);
        setShowServerInfo(false);
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        if (!(request.getConnector() instanceof ApiConnector)) {
            super.report(request, response, failure);
        } else if (response.getStatus() >= 400 && response.getContentWritten() == 0 && response.setErrorReported()) {
            try {
                response.setContentType("application/json");
                byte[] body =
                        DockerJson.MAPPER.writeValueAsBytes(Map.of("message", "bad request: it is no proper HTTP"));
                response.getOutputStream().write(body);
                response.finishResponse();
            } catch (IOException e) {
                log.debug("The client left before it heard of its bad request", e);
            }
        }
    }
}
