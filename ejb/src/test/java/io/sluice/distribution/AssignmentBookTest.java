package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.distribution.TestDatabase.Store;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AssignmentBookTest {
    private static final int MACHINES = 50;
    private static final int SWITCHES = 100;
    private static final Pattern SCANNED = Pattern.compile("scanCount: (\\d+)");

    /** What H2 reads, by its own count. PostgreSQL decides by how many there are, and rightly reads a small table whole. */
    @Test
    void whatMachinesWorkForIsFoundWithoutReadingWhatTheyDidBefore() {
        try (Store store = TestDatabase.H2.open()) {
            store.run(em -> em.createNativeQuery("insert into assignment"
                            + " (id, machine, sub_account, from_at, until_at, why, ended_why)"
                            + " select x, 'rig-' || mod(x, ?1), 'alice', x, case when x <= ?2 then x + ?1 end, '', ''"
                            + " from system_range(1, ?2 + ?1)")
                    .setParameter(1, MACHINES)
                    .setParameter(2, (SWITCHES - 1) * MACHINES)
                    .executeUpdate());
            store.run(em -> {
                assertThat(scanned(em, AssignmentBook.OPEN)).isBetween(MACHINES, 4 * MACHINES);
                assertThat(scanned(em, AssignmentBook.SINCE)).isBetween(MACHINES, 4 * MACHINES);
            });
        }
    }

    private static int scanned(EntityManager em, String which) {
        Query query = em.createNativeQuery("explain analyze " + AssignmentBook.ofMachines(MACHINES, which));
        for (int i = 0; i < MACHINES; i++) {
            query.setParameter(i + 1, "rig-" + i);
        }
        if (which.equals(AssignmentBook.SINCE)) {
            query.setParameter(MACHINES + 1, (long) SWITCHES * MACHINES);
        }
        int rows = 0;
        for (Matcher scan = SCANNED.matcher(String.valueOf(query.getSingleResult())); scan.find(); ) {
            rows += Integer.parseInt(scan.group(1));
        }
        return rows;
    }
}
