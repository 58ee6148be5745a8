package dev.onionyard.dockerapi;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps the bytes of a list's last answers. Tools ask for lists over and over, and mostly nothing has changed.
///
/// @param <S> what an answer was made from: the same stamp means the same answer
final class AnswerCache<S> {

    /// Different questions: with and without filters, by clients of different versions.
    private static final int QUESTIONS = 16;

    private static final int LARGEST_BYTES = 4 << 20;

    private record Question(@Nullable String query, ApiVersion version) {}

    private record Answer<S>(S stamp, byte[] json) {}

    private final Map<Question, Answer<S>> answers = new LinkedHashMap<>(QUESTIONS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Answer<S>> eldest) {
            return size() > QUESTIONS;
        }
    };

    /// The answer to this question, made anew if the stamp has changed.
    ///
    /// @param stamp taken before the answer is made, so that a change meanwhile is seen next time
    byte[] get(Exchange exchange, S stamp, Supplier<Object> made) {
        var question = new Question(exchange.request().getQueryString(), exchange.version());
        Answer<S> known = find(question);
        if (known != null && known.stamp().equals(stamp)) {
            return known.json();
        }
        byte[] json = DockerJson.MAPPER.writeValueAsBytes(made.get());
        if (json.length <= LARGEST_BYTES) {
            keep(question, new Answer<>(stamp, json));
        }
        return json;
    }

    private synchronized @Nullable Answer<S> find(Question question) {
        return answers.get(question);
    }

    private synchronized void keep(Question question, Answer<S> answer) {
        answers.put(question, answer);
    }
}
