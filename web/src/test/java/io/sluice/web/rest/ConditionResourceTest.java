package io.sluice.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.admin.Condition;
import io.sluice.api.JournalStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("UnnecessaryAssignment") // There is no container here to inject anything.
class ConditionResourceTest {
    @Test
    void withoutReasonsItIsGood() {
        assertThat(Records.json(resource(List.of(), JournalStatus.NONE).get()).toString())
                .isEqualTo("{\"state\":\"GOOD\",\"reasons\":[],\"journal\":{\"bytes\":0,\"limitBytes\":0,"
                        + "\"undelivered\":0,\"inMemoryShares\":0,\"trouble\":\"\"}}");
    }

    @Test
    void withReasonsItIsDegradedAndSaysThem() {
        var journal = new JournalStatus(List.of(), List.of(), 3, 64, 128, 5, "The disk is full.");

        assertThat(Records.json(resource(List.of("The database.", "The disk."), journal)
                                .get())
                        .toString())
                .isEqualTo("{\"state\":\"DEGRADED\",\"reasons\":[\"The database.\",\"The disk.\"],"
                        + "\"journal\":{\"bytes\":64,\"limitBytes\":128,"
                        + "\"undelivered\":3,\"inMemoryShares\":5,\"trouble\":\"The disk is full.\"}}");
    }

    private static ConditionResource resource(List<String> reasons, JournalStatus journal) {
        var resource = new ConditionResource();
        resource.uri = Asked.with();
        resource.condition = new Condition() {
            @Override
            public List<String> degraded() {
                return reasons;
            }

            @Override
            public JournalStatus journal() {
                return journal;
            }
        };
        return resource;
    }
}
