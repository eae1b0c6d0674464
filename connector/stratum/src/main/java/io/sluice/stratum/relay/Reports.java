package io.sluice.stratum.relay;

import io.sluice.api.AuthenticationResult;
import io.sluice.api.Credentials;
import io.sluice.api.FieldReport;
import io.sluice.api.MachineEvent;
import java.util.function.Consumer;

/**
 * Where a field sends what the application must know, but for the shares, which are in the {@link ShareJournal}. Every
 * method is called from any loop and returns at once.
 */
public interface Reports {
    void machine(MachineEvent event);

    void login(FieldReport.LoginEvent event);

    void pool(FieldReport.PoolEvent event);

    /** Asks whether a machine may work; the answer comes on any thread, or never. */
    void authenticate(Credentials credentials, Consumer<AuthenticationResult> answer);
}
