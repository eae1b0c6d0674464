package io.sluice.api;

import java.util.List;

/**
 * What the adapter tells and asks the application: the interface of the adapter's message-driven endpoint.
 *
 * <p>Reports come in the order in which things happened, one after another, each in a transaction of its own. When
 * {@link #report} throws, the same report is delivered again until it succeeds; nothing overtakes it.
 */
public interface FieldListener {
    /** Takes over one report. When it returns and its transaction commits, the adapter may forget the report. */
    void report(FieldReport report);

    /**
     * Decides about machines that ask to work.
     *
     * @param credentials one or more; at most a few hundred
     * @return one result for each, in the same order
     */
    List<AuthenticationResult> authenticate(List<Credentials> credentials);
}
