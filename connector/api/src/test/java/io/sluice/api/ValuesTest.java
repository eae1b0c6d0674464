package io.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    @Test
    void oneShareOfDifficultyOneIsTwoToTheThirtySecondHashes() {
        assertThat(Work.ofShare(BigDecimal.ONE).hashes()).isEqualByComparingTo("4294967296");
        assertThat(Work.ofShare(new BigDecimal("0.00000095367431640625")).hashes())
                .isEqualByComparingTo("4096");
    }

    @Test
    void workIsExactAndEqualWhateverItsScale() {
        Work tenth = Work.ofShare(new BigDecimal("0.1"));
        assertThat(tenth.times(10)).isEqualTo(Work.ofShare(new BigDecimal("1.000")));
        assertThat(tenth.minus(tenth.plus(tenth))).isEqualTo(Work.ZERO);
        assertThatIllegalArgumentException().isThrownBy(() -> new Work(new BigDecimal("-1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1", "7", "4294967296", "1234567890123456789012345", "100000000000000000000000000000000000001"})
    void workIsWrittenWithoutTheZerosOfAColumn(String digits) {
        for (int zeros = 0; zeros <= 80; zeros++) {
            var hashes = new Work(new BigDecimal(digits + "0".repeat(zeros)).movePointLeft(40)).hashes();
            assertThat(hashes)
                    .as("%s and %s zeros", digits, zeros)
                    .isEqualTo(new BigDecimal(digits).movePointLeft(40 - zeros).stripTrailingZeros());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pool.example:3333",
                "http://pool.example:3333",
                "stratum+tcp://pool.example",
                "stratum+tcp:pool.example",
                "stratum+tcp://",
                "stratum+tcp://pool.example:0",
                "stratum+tcp://pool.example:70000",
                "stratum+tcp://user:secret@pool.example:3333",
                "stratum+tcp://pool.example:3333/path",
                "stratum+tcp://:3333",
                "stratum+tcp://pool.example:3333#sha256=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
                "stratum+ssl://pool.example:3333#sha256=0011",
                "stratum+ssl://pool.example:3333#sha1=00112233445566778899aabbccddeeff00112233",
                "not a url"
            })
    void aPoolAddressThatCannotBeIsRefusedWithASentence(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PoolAddress.parse(url))
                .satisfies(
                        e -> assertThat(e.getMessage()).hasSizeGreaterThan(20).doesNotContain("secret"));
    }

    @Test
    void aPoolAddressIsWrittenAsItWasRead() {
        for (String url : List.of(
                "stratum+tcp://pool.example:3333",
                "stratum+tcp://pool_a:3333",
                "stratum+ssl://10.0.0.1:443",
                "stratum+ssl://10.0.0.1:443#sha256=" + "0a".repeat(32),
                "stratum+tcp://[::1]:3333")) {
            assertThat(PoolAddress.parse(url).url()).isEqualTo(url);
        }
        assertThat(PoolAddress.parse("STRATUM+SSL://pool.example:443/").tls()).isTrue();
    }

    @Test
    void aPinIsReadAsOpensslPrintsItAndGoesAlongToAnotherPort() {
        PoolAddress address = PoolAddress.parse("stratum+ssl://pool.example:443#SHA256=" + "0A:".repeat(31) + "0A");
        assertThat(address.pin()).contains("0a".repeat(32));
        assertThat(address.at(444).url()).isEqualTo("stratum+ssl://pool.example:444#sha256=" + "0a".repeat(32));
    }

    @Test
    void secretsPrintAsDots() {
        Login login = new Login("alpha", "alice", new Secret("hunter2"), 1);
        assertThat(login.toString()).doesNotContain("hunter2").contains("alice");
    }

    @Test
    void aPeriodCoversItsStartAndNotItsEnd() {
        Grant grant = new Grant(START, Optional.of(START.plusSeconds(10)), Optional.empty());
        assertThat(grant.covers(START)).isTrue();
        assertThat(grant.covers(START.plusSeconds(9))).isTrue();
        assertThat(grant.covers(START.plusSeconds(10))).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new Grant(START, Optional.of(START), Optional.empty()));
    }

    @Test
    void anItineraryNamesNobodyTwiceAndAPlanDescribesEveryPool() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Itinerary(List.of("a", "b", "a")));
        Service service = new Service(
                "alice",
                new Login("alpha", "alice", new Secret(""), 1),
                List.of(new Grant(START, Optional.empty(), Optional.empty())));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Plan(1, List.of(), List.of(), List.of(service), Map.of(), Map.of()))
                .withMessageContaining("alpha");
    }

    @Test
    void acceptedSharesAndTheirWorkComeTogether() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TaskResult("m", "a", START, START, START, 1, Work.ZERO, Map.of(), 0));
        assertThat(new TaskResult("m", "a", START, START, START, 0, Work.ZERO, Map.of("x", 2L, "y", 3L), 1)
                        .rejectedShares())
                .isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "-a", "a/b", "ä ", ".a"})
    void aNameThatCannotBeIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Names.checked("a pool's name", name));
    }
}
