package io.sluice.stratum.relay;

import io.sluice.api.AuthenticationResult;
import io.sluice.api.Credentials;
import io.sluice.api.FieldReport;
import io.sluice.api.MachineEvent;
import io.sluice.api.TaskResult;
import java.util.List;
import java.util.function.Consumer;

/** Where a field sends what the application must know. Every method is called from any loop and returns at once. */
public interface Reports {
    /**
     * Takes over results.
     *
     * @return false when there is no room; the caller keeps them, folds more into them, and comes again
     */
    boolean offer(List<TaskResult> results);

    void machine(MachineEvent event);

    void login(FieldReport.LoginEvent event);

    void pool(FieldReport.PoolEvent event);

    /** Asks whether a machine may work; the answer comes on any thread, or never. */
    void authenticate(Credentials credentials, Consumer<AuthenticationResult> answer);
}
