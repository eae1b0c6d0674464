package io.sluice.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.distribution.Event;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentencesTest {
    @Test
    void englishIsAsItWasSaid() {
        assertThat(Sentences.in(Locale.ENGLISH, "It is not connected.")).isEqualTo("It is not connected.");
        assertThat(Sentences.in(Locale.UK, "otter is up to standard.")).isEqualTo("otter is up to standard.");
    }

    @Test
    void whatIsNotKnownStaysAsItIs() {
        assertThat(chinese("A pool said: low diff.")).isEqualTo("A pool said: low diff.");
        assertThat(chinese("")).isEmpty();
        assertThat(chinese("Who knows. It is not connected.")).isEqualTo("Who knows. 未连接。");
    }

    @Test
    void machinesThatAreNamedInAGapAreCountedInChinese() {
        assertThat(chinese(
                        "No standby machine is left for a machine (rig-1) that does not work as it should: 3 TH/s are"
                                + " missing."))
                .contains("1 台矿机（rig-1）");
    }

    @Test
    void gapsAreFilledAndWhatIsInThemIsTranslatedToo() {
        assertThat(chinese("In the place of rig-1: otter's part by weight is 3.20 TH/s; its machines do 3.00 TH/s."))
                .isEqualTo("代替 rig-1：otter 按权重应得 3.20 TH/s；其矿机现有 3.00 TH/s。");
        assertThat(chinese("2 machines with 3.20 TH/s work for otter; 1.50 PH remain until 2026-03-01T10:00:00Z."
                        + " By the hashrates of now it will be up to standard in time."))
                .isEqualTo("2 台矿机（3.20 TH/s）为 otter 工作；到 2026-03-01T10:00:00Z 还差 1.50 PH。 按目前算力将按时达标。");
        assertThat(chinese(
                        "rig-1, rig-2 and 4 more are to work for otter instead of badger: badger is up to standard."))
                .isEqualTo("rig-1, rig-2 及另外 4 台 将改为 otter 工作（原为 badger）：badger 已达标。");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.b is the first in order that is not up to standard; 1.5 PH remain, until about 2026-03-01T10:00:00Z.",
                "surplus takes what is left over: 1 machine with 3.20 TH/s.",
                "By the hashrates of now otter will miss 3.20 PH (2.0 %) of its standard at 2026-03-01T10:00:00Z; it"
                        + " lacks 1.00 TH/s.",
                "rig-1 connected: cpuminer/2.5 from 10.0.0.1:4711",
                "rig-1 is silent. ",
                "otter is paused by admin: no machine works for it until it is resumed.",
                "No standby machine is left for 2 machines (rig-1, rig-2) that do not work as they should: 3 TH/s are missing.",
                "admin changed sub-account otter: paused false → true.",
                "It sent 12 shares in 20 min, when 40.1 were to be expected at its standard of 3.00 TH/s (chance 1.2e-7).",
                "The ledger differs from what the adapter counted in 1 period; see reconciliation.",
                "A pool's name has 1 to 63 letters, digits, dots, dashes or underscores, the first a letter or digit.",
                "'http://nonsense' must begin with stratum+tcp:// or stratum+ssl://.",
                "must be from 1 to 1000000, not 0.",
                "There is no pool 'river'."
            })
    void isKnown(String said) {
        assertThat(chinese(said.strip())).isNotEqualTo(said.strip()).matches("(?s).*\\p{IsHan}.*");
    }

    /** What the adapter says of machines and pools, which the classes of the application do not have. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sluice is stopping",
                "more than 100 messages before it logged in",
                "more than 100 messages before the first was answered",
                "it does not speak Stratum: a line is a JSON object",
                "5 logins were refused, the last one as the password of rig-1 is wrong; it is set where the machine's pool"
                        + " is set",
                "too much of what it sends is bad, the last of it: low difficulty share",
                "its extranonce is too large for the pool it is to serve",
                "it did not subscribe within 30 s",
                "it did not log in within 60 s",
                "it said nothing for 10 minutes",
                "the other side closed the connection",
                "it does not read what it is sent",
                "it sent a line of more than 16384 bytes",
                "the connection broke: Connection reset by peer",
                "an error of ours: java.lang.IllegalStateException: none",
                "rig-1 from 10.0.0.7 sends much that is bad: duplicate share",
                "A machine that is not logged in from 10.0.0.7 sends much that is bad: stale share",
                "rig-1 had to reconnect: the pool's extranonce2 is too small for the one it was given",
                "whoever is at 10.0.0.7 is shut out for a while: requests without end",
                "Connections from 10.0.0.7 are turned away: machines may not connect from its address",
                "there are 18000 connections, and no more are taken",
                "its address has 50 connections, and no more are taken from it",
                "shut out for what it sent before; try again in 60 s",
                "too many logins of this name from this address at once; try again in a few seconds",
                "There is no machine 'rig-1'. (it asks too often; it is looked at again in 9 s)",
                "not subscribed",
                "unauthorized worker",
                "job not found",
                "extranonce2 must have 4 bytes",
                "version bits outside the mask",
                "ntime out of range",
                "the pool sends nonsense: clean_jobs is true or false",
                "the pool sends lines without end",
                "the pool's difficulty of 1.0E60 is more than all machines there are can do",
                "the pool's job is of 2009-01-03T18:15:05Z, which cannot be",
                "the pool sends a job before it answered the subscription",
                "the pool did not take the subscription: no reason given",
                "the pool's extranonce2 of 2 bytes is too small to share; it takes 4",
                "the pool's new extranonce2 of 2 bytes is too small to share",
                "no job within 30 s",
                "no login within 30 s",
                "no connection within 5.0 s",
                "no answer to the login within 5.0 s",
                "no answer within 5 s",
                "login refused",
                "Pool easy at pool.example asks to reconnect to the stranger other.example, which is not followed",
                "put aside for 30 s: the pool sends lines without end",
                "its orders changed",
                "no longer wanted",
                "no longer needed",
                "its late shares are in",
                "it has been silent for 10 minutes",
                "the pool grants no lower difficulty",
                "the host pool.example is not known",
                "TLS is not available: no trust store",
                "no route to the host",
                "connection refused",
                "10.0.0.7 is a private address, and pools may not have one here",
                "10.0.0.7 is none of the places that are allowed for pools here",
                "no pool can be reached (otter: it is connecting)",
                "no pool can be reached (otter: connection refused)",
                "Sluice stopped",
                "seen in the adapter's status"
            })
    void whatTheAdapterSaysIsKnown(String said) {
        assertThat(chinese(said)).matches("(?s).*\\p{IsHan}.*");
    }

    @Test
    void theAdaptersOneWordReasonsAreKnownInTheirSentencesAndDoNotMakeNamesChinese() {
        assertThat(chinese("rig-1 works for otter: plan")).isEqualTo("rig-1 为 otter 工作：按计划");
        assertThat(chinese("plan works for connected: connected")).isEqualTo("plan 为 connected 工作：刚刚连接");
        assertThat(chinese("no pool can be reached (otter: connection refused)"))
                .isEqualTo("没有可连接的矿池（otter：连接被拒绝）");
    }

    /** Classes that speak to the log alone. */
    private static final Set<String> LOGGING = Set.of(
            "AssignmentWatch",
            "Forgetting",
            "Acknowledgement",
            "Migrations",
            "Scheduler",
            "Watch",
            "Tidying",
            "AccountingPublisher",
            "Trouble",
            "DeadLetters",
            "Logins",
            "SecretKey",
            "SecretKeyException");

    /** What only programmers and the log are told, and parts of sentences, which are known as wholes. */
    private static final List<String> NOT_SAID = List.of(
            "A page has ",
            "A stretch of time ",
            "A chart has ",
            "An answer has ",
            "A weight is ",
            "A machine's standard ",
            "Ledger and adapter cannot ",
            "Earlier lives are compared ",
            "The database is away.",
            "The application ends ",
            "Lines of the ledger ",
            "Rejections could ",
            "Machines could not be ",
            "Events could not be ",
            "Assignments could not be ",
            "What was decided for machines ",
            "7 TH/s are missing.",
            ": 7 TH/s are missing.",
            "how much hashrate is missing ",
            "is out of service.",
            "an operator has replaced.",
            "is below its standard.",
            "is back and not yet ",
            "what is missing is ",
            "(chance ",
            "777; until then ",
            "Machine '7' is 7; ",
            "The ledger differs from what the adapter counted in 77; ");

    /** The sentences in the application's classes: as constants, or as what texts are put together by. */
    @TestFactory
    Stream<DynamicTest> allThatTheApplicationSaysIsKnown() throws Exception {
        List<DynamicTest> all = new ArrayList<>();
        for (Path file : classes()) {
            String name = file.getFileName().toString().replaceAll("(\\$.*)?\\.class", "");
            if (LOGGING.contains(name)) {
                continue;
            }
            for (String constant : constants(file)) {
                String said = filled(constant);
                if (said.matches("(?s).* .* .*\\.") && NOT_SAID.stream().noneMatch(said::startsWith)) {
                    all.add(DynamicTest.dynamicTest(
                            name + ": " + said, () -> assertThat(chinese(said)).matches("(?s).*\\p{IsHan}.*")));
                }
            }
        }
        assertThat(all).hasSizeGreaterThan(100);
        return all.stream();
    }

    /** Something in each gap, but at the end of a word: there it begins another part of the sentence, or none. */
    private static String filled(String template) {
        return template.replaceAll("%[.0-9]*[a-z]", "\u0001")
                .replace("%%", "%")
                .replaceAll("(?<=[a-z])\u0001(?![a-z'])", "")
                .replace('\u0001', '7')
                .strip();
    }

    private static List<Path> classes() throws Exception {
        Path where = Path.of(
                Event.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        // It stays open as long as the tests run, which read it.
        Path root = Files.isDirectory(where)
                ? where
                : FileSystems.newFileSystem(where).getPath("/");
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    /** The texts among a class's constants; the order of its file is the Java Virtual Machine Specification's, 4.4. */
    private static List<String> constants(Path file) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            in.skipNBytes(8);
            String[] texts = new String[in.readUnsignedShort()];
            List<Integer> constants = new ArrayList<>();
            for (int i = 1; i < texts.length; i++) {
                switch (in.readUnsignedByte()) {
                    case 1 -> texts[i] = in.readUTF();
                    case 8 -> constants.add(in.readUnsignedShort());
                    case 7, 16, 19, 20 -> in.skipNBytes(2);
                    case 15 -> in.skipNBytes(3);
                    case 5, 6 -> {
                        in.skipNBytes(8);
                        i++;
                    }
                    default -> in.skipNBytes(4);
                }
            }
            return constants.stream().map(at -> texts[at]).toList();
        }
    }

    private static String chinese(String said) {
        return Sentences.in(Locale.SIMPLIFIED_CHINESE, said);
    }
}
