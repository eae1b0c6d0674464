package io.sluice.web.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.admin.FieldError;
import io.sluice.admin.InvalidInputException;
import io.sluice.admin.ReconciliationView;
import io.sluice.admin.Reconciliations;
import io.sluice.admin.Slice;
import io.sluice.api.Work;
import jakarta.ws.rs.core.UriInfo;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@SuppressWarnings("UnnecessaryAssignment") // There is no container here to inject anything.
class ReconciliationResourceTest {
    private String asked = "";

    @Test
    void aPeriodIsShownAsAdapterPoolAndLedgerCountedIt() {
        assertThat(Records.json(resource(Asked.with()).list()).toString())
                .isEqualTo("{\"items\":[{\"subAccount\":\"alice\",\"periodStart\":\"2026-11-01T00:00:00Z\","
                        + "\"periodEnd\":null,"
                        + "\"adapter\":{\"sentShares\":12,\"underWayShares\":1,\"unansweredShares\":2},"
                        + "\"pool\":{\"acceptedShares\":8,\"rejectedShares\":1,\"hashes\":4096.5},"
                        + "\"ledger\":{\"acceptedShares\":7,\"rejectedShares\":0,\"unansweredShares\":2,"
                        + "\"hashes\":1500000000000000},"
                        + "\"state\":\"CATCHING_UP\",\"explanation\":\"One is missing.\"}],\"next\":null}");
    }

    @Test
    void whatIsAskedForIsPassedOn() {
        resource(Asked.with("subAccount", "alice", "limit", "7", "cursor", "99"))
                .list();
        assertThat(asked).isEqualTo("Optional[alice] Optional[99] 7");
        resource(Asked.with()).list();
        assertThat(asked).isEqualTo("Optional.empty Optional.empty 100");
    }

    @Test
    void everyMistakeIsNamedAndNothingIsRead() {
        var thrown = catchThrowableOfType(
                InvalidInputException.class, () -> resource(Asked.with("limit", "0", "from", "2026-11-01T00:00:00Z"))
                        .list());

        assertThat(thrown.errors()).extracting(FieldError::field).containsExactlyInAnyOrder("limit", "from");
        assertThat(asked).isEmpty();
    }

    private ReconciliationResource resource(UriInfo uri) {
        var resource = new ReconciliationResource();
        resource.uri = uri;
        resource.reconciliations = new Reconciliations() {
            @Override
            public Slice<ReconciliationView> list(Optional<String> subAccount, Optional<Long> cursor, int limit) {
                asked = subAccount + " " + cursor + " " + limit;
                return new Slice<>(
                        List.of(new ReconciliationView(
                                "alice",
                                Instant.parse("2026-11-01T00:00:00Z"),
                                Optional.empty(),
                                12,
                                8,
                                1,
                                2,
                                1,
                                new Work(new BigDecimal("4096.5")),
                                7,
                                0,
                                2,
                                new Work(new BigDecimal("1.5E+15")),
                                ReconciliationView.State.CATCHING_UP,
                                "One is missing.")),
                        Optional.empty());
            }
        };
        return resource;
    }
}
