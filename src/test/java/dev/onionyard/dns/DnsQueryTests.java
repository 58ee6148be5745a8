package dev.onionyard.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.onionyard.fixtures.DnsClient;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Messages of containers, which may send what they like.
class DnsQueryTests {

    private static final byte[] QUERY = DnsClient.query(DnsQuery.A, "Web.example");

    @Test
    void readsAQuestion() {
        DnsQuery query = DnsQuery.parse(QUERY).orElseThrow();

        assertThat(query.name()).isEqualTo("web.example");
        assertThat(query.type()).isEqualTo(DnsQuery.A);
        assertThat(query.end()).isEqualTo(QUERY.length);
    }

    @Test
    void refusesWhatIsCutShortAtEveryByte() {
        for (int length = 0; length < QUERY.length; length++) {
            byte[] cut = Arrays.copyOf(QUERY, length);
            assertThat(DnsQuery.parse(cut)).as("%d bytes", length).isEmpty();
            assertThat(DnsQuery.refusal(cut).isPresent()).isEqualTo(length >= DnsQuery.HEADER_BYTES);
        }
    }

    /// A question needs no pointer; one that leads to itself must not be followed for ever.
    @Test
    void refusesPointersInNames() {
        byte[] loop = QUERY.clone();
        loop[12] = (byte) 0xC0;
        loop[13] = 12;

        assertThat(DnsQuery.parse(loop)).isEmpty();
        assertThat(DnsQuery.refusal(loop).map(DnsQuery::code)).contains(DnsQuery.FORMAT_ERROR);
    }

    @Test
    void refusesOtherCountsOfQuestions() {
        for (int count : new int[] {0, 2, 255, 0xFFFF}) {
            byte[] message = QUERY.clone();
            message[4] = (byte) (count >> 8);
            message[5] = (byte) count;
            assertThat(DnsQuery.parse(message)).as("%d questions", count).isEmpty();
        }
    }

    /// Counts of records that are not there do not matter: nothing is read after the question.
    @Test
    void takesNoNoticeOfHugeCountsOfRecords() {
        byte[] message = QUERY.clone();
        Arrays.fill(message, 6, 12, (byte) 0xFF);

        byte[] answer = DnsQuery.parse(message).orElseThrow().answer(DnsQuery.NO_ERROR);

        assertThat(Arrays.copyOfRange(answer, 6, 12)).containsOnly(0);
    }

    @Test
    void refusesNamesThatAreTooLong() {
        String longest = "a".repeat(63);
        String name = String.join(".", longest, longest, longest, longest);

        assertThat(DnsQuery.parse(DnsClient.query(DnsQuery.A, name))).isEmpty();
        assertThat(DnsQuery.parse(DnsClient.query(DnsQuery.A, name.substring(0, 240))))
                .isPresent();
    }

    @Test
    void dropsAnswersInsteadOfAnsweringThem() {
        byte[] answer = QUERY.clone();
        answer[2] |= (byte) 0x80;

        assertThat(DnsQuery.parse(answer)).isEmpty();
        assertThat(DnsQuery.refusal(answer)).isEmpty();
    }

    @Test
    void doesNotKnowOtherOperations() {
        byte[] update = QUERY.clone();
        update[2] = 5 << 3;

        assertThat(DnsQuery.parse(update)).isEmpty();
        assertThat(DnsQuery.refusal(update).map(DnsQuery::code)).contains(DnsQuery.NOT_IMPLEMENTED);
    }

    @Test
    void anAnswerOfManyAddressesFitsIntoAPacket() {
        List<String> many = IntStream.range(0, 200).mapToObj(i -> "10.0.0." + i).toList();

        byte[] answer = DnsQuery.parse(QUERY).orElseThrow().answerAddresses(many);

        assertThat(answer.length).isLessThanOrEqualTo(512);
        assertThat(DnsClient.parse(answer).records())
                .startsWith("10.0.0.0", "10.0.0.1")
                .hasSizeGreaterThan(20);
    }

    @Test
    void anyBytesAreEitherAQuestionOrRefusedOrDropped() {
        var random = new Random(4711);
        for (int i = 0; i < 200_000; i++) {
            byte[] message = i % 2 == 0 ? new byte[random.nextInt(64)] : QUERY.clone();
            if (i % 2 == 0) {
                random.nextBytes(message);
            } else {
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    message[random.nextInt(message.length)] = (byte) random.nextInt();
                }
            }
            assertThatCode(() -> DnsQuery.parse(message)
                            .ifPresentOrElse(DnsQueryTests::answerInEveryWay, () -> DnsQuery.refusal(message)))
                    .doesNotThrowAnyException();
        }
    }

    private static void answerInEveryWay(DnsQuery query) {
        query.answer(DnsQuery.NO_SUCH_NAME);
        query.answerAddresses(List.of("10.0.0.1"));
        query.answerName("a.b");
        query.reversedAddress();
        query.isAnsweredBy(query.withId(7), 7);
    }
}
