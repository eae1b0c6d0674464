package io.sluice.api;

import java.util.List;

/**
 * What the adapter tells and asks the application: the interface of the adapter's message-driven endpoint.
 *
 * <p>Reports come in the order in which things happened, one after another, each in a transaction of its own. When
 * {@link #report} throws, the same report is delivered again until it succeeds; nothing overtakes it.
 */
public interface FieldListener {
    /**
     * Takes over one report. When it returns and its transaction commits, the application has it; the adapter keeps it
     * until {@link Switchboard#booked} says that the ledger has it, and may deliver it again.
     */
    void report(FieldReport report);

    /**
     * Says which reports the ledger does not have, of those that were kept from earlier lives of the adapter, so that only
     * these are delivered again. Throws when the ledger cannot be asked; then it is asked again.
     *
     * @param reports at most a thousand
     * @return those that are not booked, in the same order
     */
    List<ReportId> unbooked(List<ReportId> reports);

    /**
     * Decides about machines that ask to work.
     *
     * @param credentials one or more; at most a thousand
     * @return one result for each, in the same order
     */
    List<AuthenticationResult> authenticate(List<Credentials> credentials);
}
