package dev.onionyard.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetlinkMessageTests {

    @Test
    void nestsAndPadsAttributes() {
        var message = new NetlinkMessage(16, NetlinkMessage.REQUEST);
        message.u8(7).u8(0).u16(0).nested(18, () -> message.attribute(1, "veth"));
        ByteBuffer bytes = ByteBuffer.wrap(message.finish(9)).order(ByteOrder.nativeOrder());

        assertThat(bytes.getInt(0)).as("length").isEqualTo(bytes.capacity()).isEqualTo(16 + 4 + 4 + 4 + 8);
        assertThat(bytes.getInt(8)).as("sequence").isEqualTo(9);
        assertThat(bytes.getShort(20)).as("outer length").isEqualTo((short) 16);
        assertThat(bytes.getShort(22)).as("outer type, nested").isEqualTo((short) (18 | 0x8000));
        assertThat(bytes.getShort(24)).as("inner length, not padded").isEqualTo((short) 9);
    }

    @Test
    void growsWithWhatIsWritten() {
        var message = new NetlinkMessage(0, 0);
        message.attribute(1, new byte[5000]).attribute(2, new byte[9000]);
        assertThat(message.finish(1)).hasSize(16 + 5004 + 9004);
    }

    @Test
    void readsErrorsOfAcknowledgements() {
        ByteBuffer ack = ByteBuffer.allocate(36).order(ByteOrder.nativeOrder());
        ack.putInt(36)
                .putShort((short) 2)
                .putShort((short) 0)
                .putInt(4)
                .putInt(0)
                .putInt(-17);
        var answers = new ArrayList<NetlinkSocket.Answer>();
        NetlinkSocket.parse(ack.array(), answers::add);
        assertThat(answers).singleElement().satisfies(answer -> {
            assertThat(answer.acknowledges()).isTrue();
            assertThat(answer.error()).isEqualTo(-17);
            assertThat(answer.sequence()).isEqualTo(4);
        });
    }

    @Test
    void bearsAnyBytes() {
        var random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            List<NetlinkSocket.Answer> answers = new ArrayList<>();
            assertThatCode(() -> NetlinkSocket.parse(bytes, answers::add)).doesNotThrowAnyException();
        }
    }
}
