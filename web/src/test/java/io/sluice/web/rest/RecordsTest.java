package io.sluice.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.admin.FieldError;
import io.sluice.admin.SubAccountView;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordsTest {
    @Test
    void everyFieldIsThereInItsOrderAndNumbersAreNumbers() {
        var view = new SubAccountView(
                "alice",
                "alpha",
                "alice.w",
                1,
                "default",
                Optional.of(new SubAccountView.Standard(new BigDecimal("1.5E+15"), "ONCE")),
                0,
                Optional.of(new BigDecimal("1.5")),
                Optional.empty(),
                true,
                true,
                Optional.of(Instant.parse("2026-11-02T00:00:00Z")),
                Optional.of("admin"),
                "Pays late.",
                new SubAccountView.Capability(
                        Instant.parse("2026-11-01T00:00:00Z"),
                        Optional.empty(),
                        Optional.of(new BigDecimal("1.6E+15")),
                        new BigDecimal("1E+14"),
                        new BigDecimal("4096.5"),
                        1,
                        2,
                        3,
                        false,
                        Optional.empty()),
                5e12,
                new SubAccountView.Login("ACCEPTED", ""),
                List.of("rig"));

        assertThat(Records.json(Page.whole(List.of(view))).toString())
                .isEqualTo("{\"items\":[{\"name\":\"alice\",\"pool\":\"alpha\",\"user\":\"alice.w\",\"position\":1,"
                        + "\"group\":\"default\",\"standard\":{\"hashes\":1500000000000000,\"period\":\"ONCE\"},"
                        + "\"priority\":0,\"weight\":1.5,\"dueAt\":null,\"carryOver\":true,"
                        + "\"paused\":true,\"pausedAt\":\"2026-11-02T00:00:00Z\",\"pausedBy\":\"admin\","
                        + "\"note\":\"Pays late.\","
                        + "\"capability\":{\"periodStart\":\"2026-11-01T00:00:00Z\",\"periodEnd\":null,"
                        + "\"dueHashes\":1600000000000000,\"carriedHashes\":100000000000000,"
                        + "\"accumulatedHashes\":4096.5,\"acceptedShares\":1,\"rejectedShares\":2,"
                        + "\"unansweredShares\":3,\"upToStandard\":false,\"upToStandardAt\":null},"
                        + "\"hashrate\":5000000000000,\"login\":{\"state\":\"ACCEPTED\",\"reason\":\"\"},"
                        + "\"machines\":[\"rig\"]}],\"next\":null}");
    }

    @Test
    void textIsEscaped() {
        assertThat(Records.json(new FieldError("a\"b\\", "x\u0001\n")).toString())
                .isEqualTo("{\"field\":\"a\\\"b\\\\\",\"message\":\"x\\u0001\\n\"}");
    }

    @Test
    void aProblemSaysWhichFieldsAreWrong() {
        Problem problem = Problem.invalid(List.of(new FieldError("a", "is needed."), new FieldError("b", "is odd.")));

        assertThat(Records.json(problem).toString())
                .isEqualTo("{\"type\":\"urn:sluice:problem:invalid-input\",\"title\":\"Invalid input\",\"status\":400,"
                        + "\"detail\":\"2 fields are wrong: a, b. See errors.\",\"errors\":["
                        + "{\"field\":\"a\",\"message\":\"is needed.\"},{\"field\":\"b\",\"message\":\"is odd.\"}]}");
    }
}
