package dev.onionyard.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventSinkTests {

    private final EventSink sink = new EventSink();

    @Test
    void onlyTheLatestOfAKeyWaits() throws Exception {
        sink.sendLatest("job", "1", "10 %");
        sink.sendLatest("job", "2", "50 %");
        sink.sendLatest("job", "1", "20 %");
        assertThat(sink.take(0)).extracting(EventSink.Frame::data).containsExactly("50 %", "20 %");
    }

    @Test
    void allUnkeyedEventsWaitInOrder() throws Exception {
        sink.send("engine", "create");
        sink.send("engine", "start");
        assertThat(sink.take(0)).extracting(EventSink.Frame::data).containsExactly("create", "start");
        assertThat(sink.take(0)).isEmpty();
    }

    @Test
    void endsAfterWhatWaitsIsWritten() throws Exception {
        sink.send("engine", "die");
        sink.end();
        assertThat(sink.ended()).isFalse();
        assertThat(sink.take(0)).hasSize(1);
        assertThat(sink.ended()).isTrue();
    }

    @Test
    void aReaderThatFallsFarBehindLosesTheStreamInsteadOfTheServerItsMemory() {
        for (int i = 0; i < 10_000; i++) {
            sink.send("engine", i);
        }
        assertThat(sink.ended()).isTrue();
    }
}
