package io.sluice.stratum.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.stratum.protocol.FromMachine.Answer;
import io.sluice.stratum.protocol.FromMachine.Authorize;
import io.sluice.stratum.protocol.FromMachine.Configure;
import io.sluice.stratum.protocol.FromMachine.ExtranonceSubscribe;
import io.sluice.stratum.protocol.FromMachine.Ping;
import io.sluice.stratum.protocol.FromMachine.Submit;
import io.sluice.stratum.protocol.FromMachine.Subscribe;
import io.sluice.stratum.protocol.FromMachine.SuggestDifficulty;
import io.sluice.stratum.protocol.FromMachine.Unknown;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineCodecTest {
    private static final RequestId ONE = RequestId.of(1);

    @Test
    void cpuminerSubscribesWithItsAgentAndComesBackWithItsSession() throws ProtocolException {
        assertThat(parse("{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"cpuminer/2.5.1\"]}"))
                .isEqualTo(new Subscribe(ONE, "cpuminer/2.5.1", Optional.empty()));
        assertThat(
                        parse(
                                "{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"cpuminer/2.5.1\", \"a1b2\"]}\r\n"))
                .isEqualTo(new Subscribe(ONE, "cpuminer/2.5.1", Optional.of("a1b2")));
    }

    @Test
    void subscribeTakesWhateverElseIsSent() throws ProtocolException {
        Subscribe plain = new Subscribe(ONE, "", Optional.empty());
        assertThat(parse("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[]}"))
                .isEqualTo(plain);
        assertThat(parse("{\"id\":1,\"method\":\"mining.subscribe\"}")).isEqualTo(plain);
        assertThat(parse("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":null}"))
                .isEqualTo(plain);
        assertThat(parse("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[null,null,\"host\",3333]}"))
                .isEqualTo(plain);
        assertThat(parse("{\"jsonrpc\":\"2.0\",\"params\":[\"bmminer/2.0.0/Antminer S19/1234\",\"\"],"
                        + "\"method\":\"mining.subscribe\",\"id\":1}"))
                .isEqualTo(new Subscribe(ONE, "bmminer/2.0.0/Antminer S19/1234", Optional.empty()));
    }

    @Test
    void anAgentIsTamed() throws ProtocolException {
        Subscribe subscribe = (Subscribe) parse(
                "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"a\\nb\\u001b[" + "x".repeat(500) + "\"]}");
        assertThat(subscribe.agent()).startsWith("ab[x").hasSize(128);
    }

    @Test
    void configureOfModernFirmware() throws ProtocolException {
        assertThat(parse("{\"id\":\"cfg\",\"method\":\"mining.configure\",\"params\":[[\"version-rolling\","
                        + "\"minimum-difficulty\",\"subscribe-extranonce\",\"info\"],{\"version-rolling.mask\":"
                        + "\"1fffe000\",\"version-rolling.min-bit-count\":16,\"minimum-difficulty.value\":2048,"
                        + "\"info.hw-version\":\"s19\"}]}"))
                .isEqualTo(new Configure(
                        new RequestId("\"cfg\""),
                        OptionalInt.of(0x1fffe000),
                        Optional.of(new BigDecimal("2048")),
                        true,
                        List.of("info")));
    }

    @Test
    void configureWithoutValuesAsksForAllThereIs() throws ProtocolException {
        assertThat(parse("{\"id\":1,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"]]}"))
                .isEqualTo(new Configure(ONE, OptionalInt.of(-1), Optional.empty(), false, List.of()));
        assertThat(parse("{\"id\":1,\"method\":\"mining.configure\",\"params\":[[\"minimum-difficulty\"],"
                        + "{\"minimum-difficulty.value\":0}]}"))
                .isEqualTo(new Configure(
                        ONE, OptionalInt.empty(), Optional.of(FromPool.SetDifficulty.LEAST), false, List.of()));
    }

    @Test
    void authorizeWithAndWithoutPassword() throws ProtocolException {
        assertThat(parse("{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"farm.rig-1\",\"d=1024\"]}"))
                .isEqualTo(new Authorize(RequestId.of(2), "farm.rig-1", "d=1024"));
        assertThat(parse("{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"farm.rig-1\"]}"))
                .isEqualTo(new Authorize(RequestId.of(2), "farm.rig-1", ""));
        assertThat(parse("{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"farm.rig-1\",null]}"))
                .isEqualTo(new Authorize(RequestId.of(2), "farm.rig-1", ""));
        assertThat(parse("{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"farm.rig-1\",123]}"))
                .isEqualTo(new Authorize(RequestId.of(2), "farm.rig-1", "123"))
                .asString()
                .doesNotContain("123");
    }

    @Test
    void submitWithFiveParametersAndWithSix() throws ProtocolException {
        Submit five =
                (Submit) parse("{\"params\": [\"farm.rig-1\", \"4f\", \"0A00\", \"504e86ed\", \"B2957C\"], \"id\": 4, "
                        + "\"method\": \"mining.submit\"}");
        assertThat(five.id()).isEqualTo(RequestId.of(4));
        assertThat(five.user()).isEqualTo("farm.rig-1");
        assertThat(five.jobId()).isEqualTo("4f");
        assertThat(five.extranonce2()).containsExactly(0x0a, 0);
        assertThat(five.ntime()).isEqualTo(0x504e86ed);
        assertThat(five.nonce()).isEqualTo(0x00b2957c);
        assertThat(five.versionBits()).isEmpty();

        Submit six = (Submit) parse("{\"id\":null,\"method\":\"mining.submit\",\"params\":[null,17,\"00000001\","
                + "\"504e86ed\",\"b2957c02\",\"00c00000\"]}");
        assertThat(six.id()).isEqualTo(RequestId.NONE);
        assertThat(six.user()).isEmpty();
        assertThat(six.jobId()).isEqualTo("17");
        assertThat(six.versionBits()).hasValue(0x00c00000);
    }

    @Test
    void theSmallerRequests() throws ProtocolException {
        assertThat(parse("{\"id\":5,\"method\":\"mining.extranonce.subscribe\",\"params\":[]}"))
                .isEqualTo(new ExtranonceSubscribe(RequestId.of(5)));
        assertThat(parse("{\"id\":6,\"method\":\"mining.suggest_difficulty\",\"params\":[0.0625]}"))
                .isEqualTo(new SuggestDifficulty(RequestId.of(6), new BigDecimal("0.0625")));
        assertThat(parse("{\"id\":6,\"method\":\"mining.suggest_difficulty\",\"params\":[\"1024\",\"x\"]}"))
                .isEqualTo(new SuggestDifficulty(RequestId.of(6), new BigDecimal("1024")));
        assertThat(parse("{\"id\":7,\"method\":\"mining.ping\"}")).isEqualTo(new Ping(RequestId.of(7)));
        assertThat(parse("{\"id\":8,\"method\":\"mining.get_transactions\",\"params\":[]}"))
                .isEqualTo(new Unknown(RequestId.of(8), "mining.get_transactions"));
        assertThat(parse("{\"id\":9,\"result\":\"cgminer/4.12.0\",\"error\":null}"))
                .isEqualTo(new Answer(RequestId.of(9), "cgminer/4.12.0"));
        assertThat(parse("{\"id\":9,\"result\":null,\"error\":[20,\"Not supported.\",null]}"))
                .isEqualTo(new Answer(RequestId.of(9), ""));
    }

    @Test
    void idsComeBackAsTheyWere() throws ProtocolException {
        for (String id : List.of("7", "\"7\"", "null", "-1", "1.5", "\"a\\\"b\\\\\"", "9007199254740993")) {
            byte[] line = MachineCodec.truth(
                    parse("{\"id\":" + id + ",\"method\":\"mining.ping\"}").id(), true);
            assertThat(new String(line, UTF_8)).isEqualTo("{\"id\":" + id + ",\"result\":true,\"error\":null}\n");
        }
    }

    @Test
    void wrongUtf8DoesNotStopAMachine() throws ProtocolException {
        byte[] line = bytes("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"x?\"]}");
        line[line.length - 4] = (byte) 0xFF;
        assertThat(MachineCodec.parse(line, 0, line.length)).isInstanceOf(Subscribe.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\u0000",
                "GET / HTTP/1.1",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
                "null",
                "1",
                "\"x\"",
                "[]",
                "[{\"id\":1,\"method\":\"mining.ping\"}]",
                "{",
                "{}",
                "{\"id\":1",
                "{\"id\":1,\"method\":\"mining.ping\"",
                "{\"id\":1,\"method\":\"mining.ping\"}}",
                "{\"id\":1,\"method\":\"mining.ping\"} {}",
                "{'id':1,'method':'mining.ping'}",
                "{\"id\":NaN,\"method\":\"mining.ping\"}",
                "{\"id\":[],\"method\":\"mining.ping\"}",
                "{\"id\":{},\"method\":\"mining.ping\"}",
                "{\"id\":true,\"method\":\"mining.ping\"}",
                "{\"id\":1,\"method\":5}",
                "{\"id\":1,\"method\":[\"mining.ping\"]}",
                "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":{}}",
                "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":\"x\"}",
                "{\"id\":1,\"method\":\"mining.configure\"}",
                "{\"id\":1,\"method\":\"mining.configure\",\"params\":[\"version-rolling\"]}",
                "{\"id\":1,\"method\":\"mining.configure\",\"params\":[[7]]}",
                "{\"id\":1,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"],{\"version-rolling.mask\":7}]}",
                "{\"id\":1,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"],"
                        + "{\"version-rolling.mask\":\"0x1fffe000\"}]}",
                "{\"id\":1,\"method\":\"mining.configure\",\"params\":[[\"minimum-difficulty\"],"
                        + "{\"minimum-difficulty.value\":-1}]}",
                "{\"id\":1,\"method\":\"mining.authorize\"}",
                "{\"id\":1,\"method\":\"mining.authorize\",\"params\":[]}",
                "{\"id\":1,\"method\":\"mining.authorize\",\"params\":[null]}",
                "{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"\"]}",
                "{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"two words\"]}",
                "{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"caf\u00e9\"]}",
                "{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"a\\nb\"]}",
                "{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"a\",{}]}",
                "{\"id\":1,\"method\":\"mining.suggest_difficulty\"}",
                "{\"id\":1,\"method\":\"mining.suggest_difficulty\",\"params\":[0]}",
                "{\"id\":1,\"method\":\"mining.suggest_difficulty\",\"params\":[-5]}",
                "{\"id\":1,\"method\":\"mining.suggest_difficulty\",\"params\":[1e400]}",
                "{\"id\":1,\"method\":\"mining.suggest_difficulty\",\"params\":[1e99999999999]}",
                "{\"id\":1,\"method\":\"mining.suggest_difficulty\",\"params\":[\"NaN\"]}",
                "{\"id\":1,\"method\":\"mining.suggest_difficulty\",\"params\":[[1]]}",
                "{\"id\":1,\"method\":\"mining.submit\"}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",\"1\",\"00\",\"0\"]}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",null,\"00\",\"0\",\"0\"]}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",\"1\",\"\",\"0\",\"0\"]}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",\"1\",\"000\",\"0\",\"0\"]}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",\"1\",\"zz\",\"0\",\"0\"]}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",\"1\",0,\"0\",\"0\"]}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",\"1\","
                        + "\"0000000000000000000000000000000000\",\"0\",\"0\"]}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",\"1\",\"00\",\"\",\"0\"]}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",\"1\",\"00\",\"123456789\",\"0\"]}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",\"1\",\"00\",\"0\",\"-1\"]}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",\"1\",\"00\",\"0\",\"0\",\"mask\"]}",
                "{\"result\":true}",
                "{\"id\":null,\"result\":true}",
            })
    void whatNoMachineCanMeanIsAProtocolException(String line) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOf(ProtocolException.class)
                .message()
                .isNotBlank()
                .hasSizeLessThan(250);
    }

    @Test
    void longAndDeepLinesAreProtocolExceptions() {
        for (String line : List.of(
                "{\"id\":1,\"x\":" + "[".repeat(60_000),
                "{\"id\":1,\"params\":" + "[".repeat(9) + "]".repeat(9) + "}",
                "{\"a\":".repeat(10_000),
                "{\"id\":1,\"method\":\"mining.configure\",\"params\":[["
                        + IntStream.range(0, 17).mapToObj(i -> "\"x" + i + "\"").collect(joining(",")) + "]]}",
                "{\"id\":" + "1".repeat(1_000) + ",\"method\":\"mining.ping\"}",
                "{\"id\":\"" + "x".repeat(65) + "\",\"method\":\"mining.ping\"}",
                "{\"id\":1,\"method\":\"" + "x".repeat(65) + "\"}",
                "{\"id\":1,\"method\":\"mining.ping\",\"params\":[\"" + "x".repeat(4_097) + "\"]}",
                "{\"id\":1,\"method\":\"mining.ping\",\"" + "x".repeat(5_000) + "\":1}",
                "{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"" + "x".repeat(128) + "\"]}",
                "{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"a\",\"" + "x".repeat(256) + "\"]}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",\"" + "x".repeat(65)
                        + "\",\"00\",\"0\",\"0\"]}",
                "{\"id\":1,\"method\":\"mining.suggest_difficulty\",\"params\":[" + "9".repeat(101) + "]}")) {
            assertThatThrownBy(() -> parse(line)).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void listsAndObjectsAreBounded() throws Exception {
        String most = "0,".repeat(Json.MOST_ITEMS - 1) + "0";
        assertThat(parse("{\"id\":1,\"method\":\"mining.ping\",\"params\":[" + most + "]}"))
                .isInstanceOf(FromMachine.Ping.class);
        assertThatThrownBy(() -> parse("{\"id\":1,\"method\":\"mining.ping\",\"params\":[" + most + ",0]}"))
                .hasMessageContaining("more than " + Json.MOST_ITEMS);
        StringBuilder members = new StringBuilder("\"m\":0");
        for (int i = 0; i < Json.MOST_ITEMS; i++) {
            members.append(",\"m").append(i).append("\":0");
        }
        assertThatThrownBy(() -> parse("{\"id\":1,\"method\":\"mining.ping\",\"params\":[{" + members + "}]}"))
                .hasMessageContaining("more than " + Json.MOST_ITEMS);
    }

    @Test
    void anErrorKnowsTheIdThatItAnswers() {
        assertThatThrownBy(() -> parse("{\"id\":42,\"method\":\"mining.submit\",\"params\":[]}"))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.id()).isEqualTo(RequestId.of(42)));
        assertThatThrownBy(() -> parse("nonsense"))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.id()).isEqualTo(RequestId.NONE));
    }

    @Property
    void randomBytesAreNeverWorseThanAProtocolException(@ForAll byte[] line) {
        readOrRefuse(line);
    }

    @Property
    void brokenMessagesAreNeverWorseThanAProtocolException(@ForAll("broken") String line) {
        readOrRefuse(bytes(line));
    }

    @Provide
    Arbitrary<String> broken() {
        Arbitrary<String> value = Arbitraries.of(
                "null",
                "true",
                "0",
                "-1",
                "1e999999999",
                "\"\"",
                "\"00\"",
                "\"zz\"",
                "[]",
                "{}",
                "[[\"version-rolling\"]]",
                "{\"version-rolling.mask\":[]}",
                "\"\\ud800\"",
                "\"mining.notify\"",
                "99999999999999999999");
        Arbitrary<String> method = Arbitraries.of(
                "mining.submit",
                "mining.authorize",
                "mining.subscribe",
                "mining.configure",
                "mining.suggest_difficulty",
                "mining.extranonce.subscribe",
                "mining.ping",
                "");
        return value.list()
                .ofMaxSize(7)
                .flatMap(values -> method.flatMap(name -> value.map(id -> "{\"params\":[" + String.join(",", values)
                        + "],\"id\":" + id + ",\"method\":\"" + name + "\"}")));
    }

    private static void readOrRefuse(byte[] line) {
        try {
            assertThat(MachineCodec.parse(line, 0, line.length)).isNotNull();
        } catch (ProtocolException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void rendersTheJobAsMachinesKnowIt() {
        FromPool.Notify job = new FromPool.Notify(
                "theirs",
                Hex.bytes("00".repeat(31) + "01"),
                new byte[] {9},
                new byte[] {2, 3},
                List.of(Hex.bytes("ab".repeat(32)), Hex.bytes("cd".repeat(32))),
                0x20000000,
                0x1d00ffff,
                0x5f5e1000,
                false);
        assertThat(new String(MachineCodec.notify("1a", job, new byte[] {1, 0x7f}, true), UTF_8))
                .isEqualTo("{\"id\":null,\"method\":\"mining.notify\",\"params\":[\"1a\",\"" + "00".repeat(31)
                        + "01\",\"017f\",\"0203\",[\"" + "ab".repeat(32) + "\",\"" + "cd".repeat(32)
                        + "\"],\"20000000\",\"1d00ffff\",\"5f5e1000\",true]}\n");
    }

    @Test
    void rendersDifficultiesWithoutAnExponent() {
        assertThat(MachineCodec.setDifficulty(new BigDecimal("9.5367431640625E-7")))
                .isEqualTo(bytes(
                        "{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[0.00000095367431640625]}\n"));
        assertThat(MachineCodec.setDifficulty(new BigDecimal("1E+3")))
                .isEqualTo(bytes("{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[1000]}\n"));
    }

    @Test
    void rendersTheRest() {
        assertThat(MachineCodec.setVersionMask(0x1fffe000))
                .isEqualTo(bytes("{\"id\":null,\"method\":\"mining.set_version_mask\",\"params\":[\"1fffe000\"]}\n"));
        assertThat(MachineCodec.setExtranonce(new byte[] {1, 2}, 4))
                .isEqualTo(bytes("{\"id\":null,\"method\":\"mining.set_extranonce\",\"params\":[\"0102\",4]}\n"));
        assertThat(MachineCodec.subscribed(ONE, "s1", new byte[] {0, 0, 0, 5}, 4))
                .isEqualTo(
                        bytes("{\"id\":1,\"result\":[[[\"mining.set_difficulty\",\"s1\"],[\"mining.notify\",\"s1\"]],"
                                + "\"00000005\",4],\"error\":null}\n"));
        assertThat(MachineCodec.error(ONE, new StratumError(StratumError.STALE, "stale: \"7\" is\nover")))
                .isEqualTo(
                        bytes("{\"id\":1,\"result\":null,\"error\":[21,\"stale: \\\"7\\\" is\\u000aover\",null]}\n"));
        assertThat(MachineCodec.text(ONE, "caf\u00e9"))
                .isEqualTo(bytes("{\"id\":1,\"result\":\"caf\\u00e9\",\"error\":null}\n"));
        assertThat(MachineCodec.getVersion(3))
                .isEqualTo(bytes("{\"id\":3,\"method\":\"client.get_version\",\"params\":[]}\n"));
        assertThat(MachineCodec.showMessage("hello"))
                .isEqualTo(bytes("{\"id\":null,\"method\":\"client.show_message\",\"params\":[\"hello\"]}\n"));
        assertThat(MachineCodec.reconnect("", 0, 0))
                .isEqualTo(bytes("{\"id\":null,\"method\":\"client.reconnect\",\"params\":[]}\n"));
        assertThat(MachineCodec.reconnect("pool.example", 3333, 5))
                .isEqualTo(
                        bytes("{\"id\":null,\"method\":\"client.reconnect\",\"params\":[\"pool.example\",3333,5]}\n"));
        assertThat(MachineCodec.ping(4)).isEqualTo(bytes("{\"id\":4,\"method\":\"mining.ping\",\"params\":[]}\n"));
    }

    @Test
    void configuredSaysAWordOnEachExtension() {
        Configure request =
                new Configure(ONE, OptionalInt.of(-1), Optional.of(BigDecimal.ONE), true, List.of("info", "x\"y"));
        assertThat(MachineCodec.configured(ONE, request, 0x1fffe000))
                .isEqualTo(bytes("{\"id\":1,\"result\":{\"version-rolling\":true,\"version-rolling.mask\":\"1fffe000\","
                        + "\"minimum-difficulty\":true,\"subscribe-extranonce\":true,\"info\":false,\"x\\\"y\":false},"
                        + "\"error\":null}\n"));
        assertThat(new String(MachineCodec.configured(ONE, request, 0), UTF_8))
                .contains("\"version-rolling\":false,")
                .doesNotContain("mask");
        assertThat(MachineCodec.configured(
                        ONE, new Configure(ONE, OptionalInt.empty(), Optional.empty(), false, List.of()), 0x1fffe000))
                .isEqualTo(bytes("{\"id\":1,\"result\":{},\"error\":null}\n"));
    }

    private static FromMachine parse(String line) throws ProtocolException {
        byte[] padded = bytes("##" + line + "##");
        return MachineCodec.parse(padded, 2, padded.length - 4);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
