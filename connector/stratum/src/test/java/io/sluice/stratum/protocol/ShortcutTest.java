package io.sluice.stratum.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.stratum.protocol.PoolCodec.Awaited.Shape;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shortcut takes, it takes for what it is; the rest it leaves alone. */
class ShortcutTest {
    private static final String SHARE =
            "{\"id\":4,\"method\":\"mining.submit\",\"params\":[\"farm.rig-1\",\"4f\",\"0a00\",\"504e86ed\",\"b2957c02\",\"00c00000\"]}";
    private static final String YES = "{\"id\":17,\"result\":true,\"error\":null}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                SHARE,
                "{\"params\": [\"farm.rig-1\", \"4f\", \"0A00\", \"504e86ed\", \"B2957C\"], \"id\": 4, \"method\":"
                        + " \"mining.submit\"}\r\n",
                "{\"method\": \"mining.submit\", \"params\": [\"\", \"\", \"00\", \"1\", \"2\"], \"id\":null}\n",
                "{\"method\":\"mining.submit\",\"params\":[\"a\",\"b\",\"00\",\"1\",\"2\"]}"
            })
    void sharesAsMachinesWriteThem(String line) throws ProtocolException {
        byte[] bytes = line.getBytes(ISO_8859_1);
        assertThat(Shortcut.submit(bytes, 0, bytes.length))
                .isNotNull()
                .usingRecursiveComparison()
                .isEqualTo(MachineCodec.parseAny(bytes, 0, bytes.length));
    }

    @ParameterizedTest
    @ValueSource(strings = {YES, "{\"result\": true, \"id\": 17, \"error\": null}\r\n", "{\"id\":0,\"result\":true}"})
    void aYesAsPoolsWriteIt(String line) throws ProtocolException {
        byte[] bytes = line.getBytes(ISO_8859_1);
        assertThat(Shortcut.yes(bytes, 0, bytes.length, id -> Shape.TRUTH))
                .isNotNull()
                .isEqualTo(PoolCodec.parseAny(bytes, 0, bytes.length, id -> Shape.TRUTH));
        assertThat(Shortcut.yes(bytes, 0, bytes.length, id -> Shape.SUBSCRIBE)).isNull();
        assertThat(Shortcut.yes(bytes, 0, bytes.length, id -> Shape.CONFIGURE)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\" \"method\":\"mining.submit\",\"params\":[\"a\",\"b\",\"00\",\"1\",\"2\"]}",
                "{\"id\":1,\"id\":2,\"method\":\"mining.submit\",\"params\":[\"a\",\"b\",\"00\",\"1\",\"2\"]}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",\"b\",\"00\",\"1\",\"2\"],}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",\"b\",\"\",\"1\",\"2\"]}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",\"b\",\"000\",\"1\",\"2\"]}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",\"b\",\"0g\",\"1\",\"2\"]}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",\"b\",\"00\",\"\",\"2\"]}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",\"b\",\"00\",\"123456789\",\"2\"]}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",\"b\",\"00\",\"1\"]}",
                "{\"id\":01,\"method\":\"mining.submit\",\"params\":[\"a\",\"b\",\"00\",\"1\",\"2\"]}",
                "{\"id\":1.0,\"method\":\"mining.submit\",\"params\":[\"a\",\"b\",\"00\",\"1\",\"2\"]}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\\u0041\",\"b\",\"00\",\"1\",\"2\"]}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\t\",\"b\",\"00\",\"1\",\"2\"]}",
                "{\"id\":1,\"method\":\"mining.submit\"}",
                "{\"id\":1,\"params\":[\"a\",\"b\",\"00\",\"1\",\"2\"]}",
                "{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"a\",\"b\",\"00\",\"1\",\"2\"]} x",
                "{\"id\":1,\"result\":false,\"error\":null}",
                "{\"id\":null,\"result\":true,\"error\":null}",
                "{\"id\":-1,\"result\":true,\"error\":null}",
                "{\"id\":1234567890123456789,\"result\":true,\"error\":null}",
                "{\"id\":1,\"result\":true,\"error\":[21,\"x\",null]}",
                "{\"id\" \"result\":true,\"error\":null}",
                "{\"result\":true,\"error\":null}",
                "{\"id\":1,\"error\":null}",
                "",
                "{"
            })
    void whatIsWrittenOtherwiseIsLeftToOthers(String line) {
        byte[] bytes = line.getBytes(ISO_8859_1);
        assertThat(Shortcut.submit(bytes, 0, bytes.length)).isNull();
        assertThat(Shortcut.yes(bytes, 0, bytes.length, id -> Shape.TRUTH)).isNull();
    }

    @Property(tries = 5_000)
    void itReadsNothingDifferently(@ForAll("changed") String line) throws ProtocolException {
        // Not at the beginning of its array, and with more behind it, as a line is in a buffer.
        byte[] bytes = ("}{" + line + "\"}]").getBytes(ISO_8859_1);
        FromMachine.Submit share = Shortcut.submit(bytes, 2, line.length());
        if (share != null) {
            assertThat(share).usingRecursiveComparison().isEqualTo(MachineCodec.parseAny(bytes, 2, line.length()));
        }
        FromPool.Answer yes = Shortcut.yes(bytes, 2, line.length(), id -> Shape.TRUTH);
        if (yes != null) {
            assertThat(yes).isEqualTo(PoolCodec.parseAny(bytes, 2, line.length(), id -> Shape.TRUTH));
        }
    }

    /** A line in which a piece is missing, doubled or replaced. */
    @Provide
    Arbitrary<String> changed() {
        Arbitrary<String> lines = Arbitraries.of(
                SHARE,
                YES,
                "{\"method\": \"mining.submit\", \"params\": [\"a\", \"b\", \"00\", \"1\", \"2\"], \"id\":null}");
        Arbitrary<String> pieces = Arbitraries.of(
                "",
                " ",
                ",",
                ":",
                "\"",
                "[",
                "]",
                "{",
                "}",
                "0",
                "1",
                "-",
                ".",
                "e",
                "g",
                "\\",
                "\t",
                "\n",
                "\u00e4",
                "null",
                "true",
                "\"id\"",
                "\"id\":5,",
                "\"params\"",
                "\"00\"");
        return Combinators.combine(
                        lines,
                        Arbitraries.integers().between(0, 200),
                        Arbitraries.integers().between(0, 8),
                        pieces)
                .as((line, start, length, piece) -> {
                    int from = Math.min(start, line.length());
                    int to = Math.min(from + length, line.length());
                    return line.substring(0, from) + piece + line.substring(to);
                });
    }
}
