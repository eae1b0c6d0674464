package io.sluice.admin;

import io.sluice.api.JournalStatus;
import io.sluice.scheduling.AccountingPublisher;
import io.sluice.scheduling.Outlook;
import io.sluice.scheduling.Pulse;
import io.sluice.scheduling.Reconciliation;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether all is well. Answers from what timers found out, so at once, whatever is away. */
@ApplicationScoped
public class Condition {
    @EJB
    Pulse pulse;

    @EJB
    Reconciliation reconciliation;

    @EJB
    AccountingPublisher publisher;

    @EJB
    Outlook outlook;

    /** Why the system is degraded now, a sentence for each reason; empty when it is not. */
    public List<String> degraded() {
        return reasons(reconciliation.differences(), true);
    }

    /** The same for those who did not log in: without customers' names and figures. */
    public List<String> degradedInPublic() {
        int differences = reconciliation.countDifferences();
        return reasons(
                differences == 0
                        ? List.of()
                        : List.of("The ledger differs from what the adapter counted in " + differences
                                + (differences == 1 ? " period" : " periods") + "; see reconciliation."),
                false);
    }

    private List<String> reasons(List<String> differences, boolean names) {
        List<String> reasons = new ArrayList<>(pulse.complaints());
        reasons.addAll(differences);
        publisher.complaint().ifPresent(reasons::add);
        reasons.addAll(outlook.complaints(names));
        return List.copyOf(reasons);
    }

    /** Hashes a second that each group lacks for standards that will not be met; 0 for one whose standards will be. */
    public Map<String, Double> missingHashrates() {
        return outlook.missingHashrates();
    }

    /** Whether nothing that is stored can be read or changed now. */
    public boolean isDatabaseAway() {
        return pulse.isDatabaseAway();
    }

    /** Whether the broker does not answer. */
    public boolean isBrokerAway() {
        return pulse.isBrokerAway();
    }

    /** How the adapter's journal stood a moment ago. */
    public JournalStatus journal() {
        return pulse.journal();
    }

    /** In how many periods the ledger differs from what the adapter counted. */
    public int differences() {
        return reconciliation.countDifferences();
    }

    /** How many messages could not be read and wait for an operator. */
    public long deadLetters() {
        return pulse.deadLetters();
    }
}
