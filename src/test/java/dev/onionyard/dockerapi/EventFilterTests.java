package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvent.Type;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFilterTests {

    private static final EngineEvent EXEC = new EngineEvent(
            Instant.EPOCH,
            Type.CONTAINER,
            "exec_start: sh -c true",
            "c0ffee11",
            Map.of("name", "web", "image", "localhost:5000/nginx:1", "tier", "front"));
    private static final EngineEvent TAG =
            new EngineEvent(Instant.EPOCH, Type.IMAGE, "tag", "sha256:abc", Map.of("name", "nginx:2"));
    private static final EngineEvent NETWORK =
            new EngineEvent(Instant.EPOCH, Type.NETWORK, "connect", "beef", Map.of("name", "webnet"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                        | true  | true  | true",
                "{'type':['container','network']}          | true  | false | true",
                "{'event':['exec_start']}                  | true  | false | false",
                "{'event':['exec_start: sh -c true','tag']}| true  | true  | false",
                "{'event':['exec']}                        | false | false | false",
                "{'container':['web']}                     | true  | false | false",
                "{'container':['c0ff','x']}                | true  | false | false",
                "{'network':['web']}                       | false | false | true",
                "{'image':['localhost:5000/nginx']}        | true  | false | false",
                "{'image':['nginx']}                       | false | true  | false",
                "{'image':['sha256:abc']}                  | false | true  | false",
                "{'label':['tier=front']}                  | true  | false | false",
                "{'label':['tier=back']}                   | false | false | false",
                "{'scope':['local']}                       | true  | true  | true",
                "{'scope':['swarm']}                       | false | false | false",
                "{'daemon':['vm']}                         | false | false | false",
                "{'type':['image'],'event':['tag']}        | false | true  | false"
            })
    void choosesAsDockerDoes(String filters, boolean exec, boolean tag, boolean network) {
        var filter = new EventFilter(Filters.parse(filters.strip().replace('\'', '"')));

        assertThat(filter.accepts(EXEC)).isEqualTo(exec);
        assertThat(filter.accepts(TAG)).isEqualTo(tag);
        assertThat(filter.accepts(NETWORK)).isEqualTo(network);
    }
}
