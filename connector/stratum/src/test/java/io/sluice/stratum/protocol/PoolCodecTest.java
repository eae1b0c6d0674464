package io.sluice.stratum.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.stratum.protocol.FromPool.Answer;
import io.sluice.stratum.protocol.FromPool.GetVersion;
import io.sluice.stratum.protocol.FromPool.Notify;
import io.sluice.stratum.protocol.FromPool.Ping;
import io.sluice.stratum.protocol.FromPool.Reconnect;
import io.sluice.stratum.protocol.FromPool.Result;
import io.sluice.stratum.protocol.FromPool.SetDifficulty;
import io.sluice.stratum.protocol.FromPool.SetExtranonce;
import io.sluice.stratum.protocol.FromPool.SetVersionMask;
import io.sluice.stratum.protocol.FromPool.ShowMessage;
import io.sluice.stratum.protocol.FromPool.Unknown;
import io.sluice.stratum.protocol.PoolCodec.Awaited;
import io.sluice.stratum.protocol.PoolCodec.Awaited.Shape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolCodecTest {
    /** Our ids in these tests: 1 subscribed, 2 configured, all others want a truth. */
    private static final Awaited AWAITED = id -> id == 1 ? Shape.SUBSCRIBE : id == 2 ? Shape.CONFIGURE : Shape.TRUTH;

    /** From the protocol's first description, https://en.bitcoin.it/wiki/Stratum_mining_protocol */
    private static final String NOTIFY = "{\"params\": [\"bf\", "
            + "\"4d16b6f85af6e2198f44ae2a6de67f78487ae5611b77c6c0440b921e00000000\", "
            + "\"01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff20020862062f503253482f"
            + "04b8864e5008\", \"072f736c7573682f000000000100f2052a010000001976a914d23fcdf86f7e756a64a7a9688ef99033270"
            + "48ed988ac00000000\", [], \"00000002\", \"1c2ac4af\", \"504e86b9\", false], \"id\": null, \"method\": "
            + "\"mining.notify\"}";

    @Test
    void readsTheJobOfTheProtocolsFirstDescription() throws ProtocolException {
        Notify job = (Notify) parse(NOTIFY);
        assertThat(job.jobId()).isEqualTo("bf");
        assertThat(Hex.of(job.previousHash())).startsWith("4d16b6f8").endsWith("00000000");
        assertThat(job.coinbase1()).hasSize(58);
        assertThat(job.coinbase2()).hasSize(51);
        assertThat(job.branches()).isEmpty();
        assertThat(job.version()).isEqualTo(2);
        assertThat(job.nbits()).isEqualTo(0x1c2ac4af);
        assertThat(job.ntime()).isEqualTo(0x504e86b9);
        assertThat(job.clean()).isFalse();
    }

    @Test
    void readsDifficultiesExactlyAsPrinted() throws ProtocolException {
        for (String text :
                List.of("1", "0.00000095367431640625", "1e-6", "65536.000", "123456789012345678901234567890", "0.1")) {
            assertThat(parse("{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[" + text + "]}"))
                    .isEqualTo(new SetDifficulty(new BigDecimal(text)));
            assertThat(parse("{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[\"" + text + "\"]}"))
                    .isEqualTo(new SetDifficulty(new BigDecimal(text)));
        }
    }

    @Test
    void readsNotificationsAndRequests() throws ProtocolException {
        SetExtranonce extranonce =
                (SetExtranonce) parse("{\"id\":null,\"method\":\"mining.set_extranonce\",\"params\":[\"AB12\",\"8\"]}");
        assertThat(extranonce.extranonce1()).containsExactly(0xab, 0x12);
        assertThat(extranonce.extranonce2Size()).isEqualTo(8);
        assertThat(parse("{\"method\":\"mining.set_version_mask\",\"params\":[\"1fffe000\"]}"))
                .isEqualTo(new SetVersionMask(0x1fffe000));
        assertThat(parse("{\"id\":\"v\",\"method\":\"client.get_version\",\"params\":[]}"))
                .isEqualTo(new GetVersion(new RequestId("\"v\"")));
        assertThat(parse("{\"id\":null,\"method\":\"client.show_message\",\"params\":[\"be\\r\\nwell\"]}"))
                .isEqualTo(new ShowMessage("bewell"));
        assertThat(parse("{\"id\":null,\"method\":\"client.reconnect\",\"params\":[]}"))
                .isEqualTo(new Reconnect("", 0, 0));
        assertThat(parse("{\"id\":null,\"method\":\"client.reconnect\",\"params\":[\"other.example\",\"3334\",10]}"))
                .isEqualTo(new Reconnect("other.example", 3334, 10));
        assertThat(parse("{\"id\":9,\"method\":\"mining.ping\"}")).isEqualTo(new Ping(RequestId.of(9)));
        assertThat(parse("{\"id\":9,\"method\":\"mining.set_goal\",\"params\":[\"x\"]}"))
                .isEqualTo(new Unknown(RequestId.of(9), "mining.set_goal"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[[\"mining.set_difficulty\",\"b4b6693b\"],[\"mining.notify\",\"ae6812eb\"]],\"08000002\",4]",
                "[[[\"mining.notify\",\"ae6812eb\"]],\"08000002\",4]",
                "[[\"mining.notify\",\"ae6812eb\"],\"08000002\",\"4\"]",
                "[[[\"mining.notify\",\"ae6812eb\"],[\"mining.set_difficulty\",\"1\"]],\"08000002\",4,\"more\"]",
            })
    void readsTheSubscriptionInItsManyForms(String result) throws ProtocolException {
        Result.Subscribed subscribed = subscribed(result);
        assertThat(subscribed.session()).isEqualTo("ae6812eb");
        assertThat(subscribed.extranonce1()).containsExactly(8, 0, 0, 2);
        assertThat(subscribed.extranonce2Size()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[],\"08000002\",4]",
                "[null,\"08000002\",4]",
                "[\"x\",\"08000002\",4]",
                "[[[\"mining.notify\"]],\"08000002\",4]",
                "[\"08000002\",4]",
            })
    void aSubscriptionNeedsNoSession(String result) throws ProtocolException {
        Result.Subscribed subscribed = subscribed(result);
        assertThat(subscribed.session()).isEmpty();
        assertThat(subscribed.extranonce1()).containsExactly(8, 0, 0, 2);
    }

    private static Result.Subscribed subscribed(String result) throws ProtocolException {
        Answer answer = (Answer) parse("{\"id\":1,\"result\":" + result + ",\"error\":null}");
        assertThat(answer.error()).isEmpty();
        return (Result.Subscribed) answer.result();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"version-rolling\":true,\"version-rolling.mask\":\"1fffe000\"}; 1fffe000",
                "{\"version-rolling\":false}; 0",
                "{\"version-rolling\":false,\"version-rolling.mask\":\"1fffe000\"}; 0",
                "{\"version-rolling\":\"not today\"}; 0",
                "{\"version-rolling\":true}; 0",
                "{}; 0",
                "null; 0",
                "false; 0"
            })
    void readsWhatWasConfigured(String result, String mask) throws ProtocolException {
        assertThat(parse("{\"id\":2,\"result\":" + result + ",\"error\":null}"))
                .isEqualTo(new Answer(2, new Result.Configured(Hex.word(mask)), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[21,\"Job not found\",null]; 21; Job not found",
                "[\"21\",\"Job not found\"]; 21; Job not found",
                "[22]; 22; no reason given",
                "[\"Invalid share\",null]; 20; Invalid share",
                "{\"code\":23,\"message\":\"low difficulty\"}; 23; low difficulty",
                "{\"message\":\"low\\ndifficulty\"}; 20; lowdifficulty",
                "{\"code\":-32600}; -32600; no reason given",
                "\"Stale\"; 20; Stale",
                "24; 24; no reason given",
                "true; 20; no reason given",
            })
    void readsErrorsInTheirManyForms(String error, int code, String message) throws ProtocolException {
        for (String id : List.of("1", "2", "3", "\"3\"")) {
            Answer answer = (Answer) parse("{\"error\":" + error + ",\"id\":" + id + ",\"result\":null}");
            assertThat(answer.error()).contains(new StratumError(code, message));
            assertThat(answer.result()).isEqualTo(new Result.Truth(false));
        }
    }

    @Test
    void noErrorHasManyFormsToo() throws ProtocolException {
        for (String error : List.of("null", "[]", "{}", "false", "\"\"")) {
            assertThat(parse("{\"id\":3,\"result\":true,\"error\":" + error + "}"))
                    .isEqualTo(new Answer(3, new Result.Truth(true), Optional.empty()));
        }
        assertThat(parse("{\"id\":3,\"result\":true}"))
                .isEqualTo(new Answer(3, new Result.Truth(true), Optional.empty()));
    }

    @Test
    void falseAndNullWithoutAnErrorAreFalse() throws ProtocolException {
        assertThat(parse("{\"id\":3,\"result\":false,\"error\":null}"))
                .isEqualTo(new Answer(3, new Result.Truth(false), Optional.empty()));
        assertThat(parse("{\"id\":3,\"result\":null,\"error\":null,\"method\":null}"))
                .isEqualTo(new Answer(3, new Result.Truth(false), Optional.empty()));
    }

    @Test
    void otherResultsAreKeptShort() throws ProtocolException {
        assertThat(parse("{\"id\":3,\"result\":{\"status\":[\"OK\",1.50,null]}}"))
                .isEqualTo(new Answer(3, new Result.Other("{\"status\":[\"OK\",1.50,null]}"), Optional.empty()));
        Answer answer = (Answer) parse("{\"id\":3,\"result\":\"" + "x".repeat(5_000) + "\"}");
        assertThat(((Result.Other) answer.result()).json()).hasSize(200);
    }

    @Test
    void anAnswerToNobodyIsRefusedWithItsWords() {
        assertThatThrownBy(() -> parse("{\"id\":null,\"result\":null,\"error\":[20,\"banned for an hour\",null]}"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("banned for an hour");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 400 Bad Request",
                "[]",
                "{}",
                "{\"id\":{}}",
                "{\"id\":\"abc\",\"result\":true}",
                "{\"id\":1.5,\"result\":true}",
                "{\"id\":99999999999999999999,\"result\":true}",
                "{\"id\":1,\"result\":null,\"error\":null}",
                "{\"id\":1,\"result\":true,\"error\":null}",
                "{\"id\":1,\"result\":[],\"error\":null}",
                "{\"id\":1,\"result\":[[]],\"error\":null}",
                "{\"id\":1,\"result\":[[],null,4],\"error\":null}",
                "{\"id\":1,\"result\":[[],\"abc\",4],\"error\":null}",
                "{\"id\":1,\"result\":[[],\"0000000000000000000000000000000000\",4],\"error\":null}",
                "{\"id\":1,\"result\":[[],\"00\",0],\"error\":null}",
                "{\"id\":1,\"result\":[[],\"00\",-1],\"error\":null}",
                "{\"id\":1,\"result\":[[],\"00\",17],\"error\":null}",
                "{\"id\":1,\"result\":[[],\"00\",1000],\"error\":null}",
                "{\"id\":1,\"result\":[[],\"00\",4294967300],\"error\":null}",
                "{\"id\":1,\"result\":[[],\"00\",4.5],\"error\":null}",
                "{\"id\":1,\"result\":[[],\"00\",null],\"error\":null}",
                "{\"id\":2,\"result\":{\"version-rolling\":true,\"version-rolling.mask\":\"mask\"}}",
                "{\"method\":\"mining.set_difficulty\"}",
                "{\"method\":\"mining.set_difficulty\",\"params\":[]}",
                "{\"method\":\"mining.set_difficulty\",\"params\":[null]}",
                "{\"method\":\"mining.set_difficulty\",\"params\":[0]}",
                "{\"method\":\"mining.set_difficulty\",\"params\":[0.0]}",
                "{\"method\":\"mining.set_difficulty\",\"params\":[-1]}",
                "{\"method\":\"mining.set_difficulty\",\"params\":[NaN]}",
                "{\"method\":\"mining.set_difficulty\",\"params\":[\"NaN\"]}",
                "{\"method\":\"mining.set_difficulty\",\"params\":[Infinity]}",
                "{\"method\":\"mining.set_difficulty\",\"params\":[1e40]}",
                "{\"method\":\"mining.set_difficulty\",\"params\":[1e-40]}",
                "{\"method\":\"mining.set_difficulty\",\"params\":[1e2147483647]}",
                "{\"method\":\"mining.set_difficulty\",\"params\":[1e-2147483648]}",
                "{\"method\":\"mining.set_difficulty\",\"params\":[1e99999999999999]}",
                "{\"method\":\"mining.set_difficulty\",\"params\":[[1]]}",
                "{\"method\":\"mining.set_extranonce\",\"params\":[]}",
                "{\"method\":\"mining.set_extranonce\",\"params\":[\"00\",0]}",
                "{\"method\":\"mining.set_extranonce\",\"params\":[7,4]}",
                "{\"method\":\"mining.set_version_mask\",\"params\":[]}",
                "{\"method\":\"mining.set_version_mask\",\"params\":[1]}",
                "{\"method\":\"client.reconnect\",\"params\":[{}]}",
                "{\"method\":\"client.reconnect\",\"params\":[\"a\",65536]}",
                "{\"method\":\"client.reconnect\",\"params\":[\"a\",1,-1]}",
                "{\"method\":\"mining.notify\"}",
                "{\"method\":\"mining.notify\",\"params\":[\"1\"]}",
            })
    void whatNoPoolCanMeanIsAProtocolException(String line) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOf(ProtocolException.class)
                .message()
                .isNotBlank()
                .hasSizeLessThan(250);
    }

    @Test
    void jobsThatCannotBeAreProtocolExceptions() throws ProtocolException {
        String hash = "\"" + "00".repeat(32) + "\"";
        List<String> good =
                List.of("\"1\"", hash, "\"01\"", "\"02\"", "[" + hash + "]", "\"2\"", "\"1d00ffff\"", "\"5\"", "true");
        assertThat(parse(notify(good))).isInstanceOf(Notify.class);
        String[][] bad = {
            {"null", "[]", "\"" + "x".repeat(65) + "\""},
            {"null", "\"00\"", "\"" + "00".repeat(33) + "\"", "\"" + "zz".repeat(32) + "\""},
            {"null", "\"0\"", "\"" + "00".repeat(16_385) + "\"", "\"" + "00".repeat(40_000) + "\""},
            {"null", "\"0\"", "7"},
            {"null", "{}", "[[]]", "[\"00\"]", "[" + (hash + ",").repeat(32) + hash + "]"},
            {"null", "2", "\"123456789\"", "\"\""},
            {"null", "\"-1\""},
            {"null", "1353651385"},
            {"null", "1", "\"true\""},
        };
        for (int i = 0; i < bad.length; i++) {
            for (String value : bad[i]) {
                List<String> params = new ArrayList<>(good);
                params.set(i, value);
                assertThatThrownBy(() -> parse(notify(params)))
                        .as("parameter %s", i)
                        .isInstanceOf(ProtocolException.class);
            }
        }
    }

    private static String notify(List<String> params) {
        return "{\"id\":null,\"method\":\"mining.notify\",\"params\":[" + String.join(",", params) + "]}";
    }

    @Test
    void theLargestJobThatIsTakenIsTaken() throws ProtocolException {
        Notify job = new Notify(
                "x".repeat(64),
                new byte[32],
                new byte[100],
                new byte[16_384],
                Collections.nCopies(32, new byte[32]),
                1,
                2,
                3,
                true);
        byte[] line = MachineCodec.notify("x".repeat(64), job, new byte[14_000], true);
        assertThat(line.length).isLessThan(65_536);
        assertThat(((Notify) PoolCodec.parse(line, 0, line.length, AWAITED)).branches())
                .hasSize(32);
    }

    @Property
    void randomBytesAreNeverWorseThanAProtocolException(@ForAll byte[] line) {
        readOrRefuse(line);
    }

    @Property
    void brokenMessagesAreNeverWorseThanAProtocolException(@ForAll("broken") String line) {
        readOrRefuse(line.getBytes(UTF_8));
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
                "[[\"mining.notify\"]]",
                "{\"version-rolling\":true,\"version-rolling.mask\":\"\"}",
                "[21,{}]",
                "{\"code\":[]}",
                "1",
                "2");
        Arbitrary<String> method = Arbitraries.of(
                "mining.notify",
                "mining.set_difficulty",
                "mining.set_extranonce",
                "mining.set_version_mask",
                "client.reconnect",
                "client.show_message",
                "client.get_version",
                "");
        return value.list().ofSize(3).flatMap(parts -> value.list()
                .ofMaxSize(10)
                .flatMap(values -> method.map(
                        name -> "{\"id\":" + parts.get(0) + ",\"result\":" + parts.get(1) + ",\"error\":" + parts.get(2)
                                + ",\"params\":[" + String.join(",", values) + "],\"method\":\"" + name + "\"}")));
    }

    private static void readOrRefuse(byte[] line) {
        try {
            assertThat(PoolCodec.parse(line, 0, line.length, AWAITED)).isNotNull();
        } catch (ProtocolException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void rendersWhatPoolsAreAsked() {
        assertThat(text(PoolCodec.subscribe(1, "sluice/0.1")))
                .isEqualTo("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"sluice/0.1\"]}\n");
        assertThat(text(PoolCodec.configure(2, 0x1fffe000)))
                .isEqualTo("{\"id\":2,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"],"
                        + "{\"version-rolling.mask\":\"1fffe000\",\"version-rolling.min-bit-count\":2}]}\n");
        assertThat(text(PoolCodec.extranonceSubscribe(3)))
                .isEqualTo("{\"id\":3,\"method\":\"mining.extranonce.subscribe\",\"params\":[]}\n");
        assertThat(text(PoolCodec.authorize(4, "alice", "p\"w\\")))
                .isEqualTo("{\"id\":4,\"method\":\"mining.authorize\",\"params\":[\"alice\",\"p\\\"w\\\\\"]}\n");
        assertThat(text(PoolCodec.submit(
                        5, "alice", "bf", new byte[] {0, 1}, 0x504e86ed, 0xb2957c02, OptionalInt.empty())))
                .isEqualTo("{\"id\":5,\"method\":\"mining.submit\",\"params\":[\"alice\",\"bf\",\"0001\",\"504e86ed\","
                        + "\"b2957c02\"]}\n");
        assertThat(text(PoolCodec.submit(5, "alice", "bf", new byte[] {0, 1}, 1, 2, OptionalInt.of(0x2000))))
                .isEqualTo("{\"id\":5,\"method\":\"mining.submit\",\"params\":[\"alice\",\"bf\",\"0001\",\"00000001\","
                        + "\"00000002\",\"00002000\"]}\n");
        assertThat(text(PoolCodec.suggestDifficulty(6, new BigDecimal("1E-6"))))
                .isEqualTo("{\"id\":6,\"method\":\"mining.suggest_difficulty\",\"params\":[0.000001]}\n");
        assertThat(text(PoolCodec.ping(7))).isEqualTo("{\"id\":7,\"method\":\"mining.ping\",\"params\":[]}\n");
        assertThat(text(PoolCodec.version(new RequestId("\"v\""), "sluice/0.1")))
                .isEqualTo("{\"id\":\"v\",\"result\":\"sluice/0.1\",\"error\":null}\n");
    }

    private static FromPool parse(String line) throws ProtocolException {
        byte[] padded = ("##" + line + "##").getBytes(UTF_8);
        return PoolCodec.parse(padded, 2, padded.length - 4, AWAITED);
    }

    private static String text(byte[] line) {
        return new String(line, UTF_8);
    }
}
