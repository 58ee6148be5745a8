package dev.onionyard;

import dev.onionyard.error.EngineException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/// Tells why the server does not start in one sentence, not by a stack of exceptions, when it is one of ours: they say
/// what to do.
final class StartFailure extends AbstractFailureAnalyzer<EngineException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, EngineException cause) {
        return new FailureAnalysis(cause.getMessage(), "", root);
    }
}
