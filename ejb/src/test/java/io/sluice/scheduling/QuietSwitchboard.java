package io.sluice.scheduling;

import io.sluice.api.JournalStatus;
import io.sluice.api.LoginAnswer;
import io.sluice.api.Plan;
import io.sluice.api.PoolAddress;
import io.sluice.api.ReportId;
import io.sluice.api.Secret;
import io.sluice.api.Switchboard;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stands for an adapter that takes all that it is told, is done with it at once, and reaches no pool. */
abstract class QuietSwitchboard implements Switchboard {
    @Override
    public void apply(Plan plan) {}

    @Override
    public CompletionStage<Void> carriedOut() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public JournalStatus journal() {
        return status().journal();
    }

    @Override
    public void booked(String incarnation, long through) {}

    @Override
    public void redeliver(List<ReportId> lost) {}

    @Override
    public CompletionStage<LoginAnswer> tryLogin(PoolAddress address, String user, Secret password) {
        return CompletableFuture.completedFuture(LoginAnswer.unreachable("there is no pool"));
    }

    @Override
    public void quiesce() {}

    @Override
    public void close() {}
}
