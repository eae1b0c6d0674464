package io.sluice.admin;

import io.sluice.api.FieldStatus;
import io.sluice.api.JournalStatus;
import io.sluice.api.LoginAnswer;
import io.sluice.api.Plan;
import io.sluice.api.PoolAddress;
import io.sluice.api.ReportId;
import io.sluice.api.Secret;
import io.sluice.api.Switchboard;
import io.sluice.api.SwitchboardFactory;
import java.util.List;
import java.util.concurrent.CompletionStage;
import javax.naming.Reference;

/** Stands for the adapter, and takes nothing that a test does not expect: what it expects it overrides. */
@SuppressWarnings("serial")
abstract class StrictAdapter implements SwitchboardFactory, Switchboard {
    private static final long serialVersionUID = 1L;

    @Override
    public Switchboard getConnection() {
        return this;
    }

    @Override
    public void apply(Plan plan) {
        throw unexpected();
    }

    @Override
    public CompletionStage<Void> carriedOut() {
        throw unexpected();
    }

    @Override
    public FieldStatus status() {
        throw unexpected();
    }

    @Override
    public JournalStatus journal() {
        return status().journal();
    }

    @Override
    public CompletionStage<LoginAnswer> tryLogin(PoolAddress address, String user, Secret password) {
        throw unexpected();
    }

    @Override
    public void booked(String life, long through) {
        throw unexpected();
    }

    @Override
    public void redeliver(List<ReportId> lost) {
        throw unexpected();
    }

    @Override
    public void quiesce() {
        throw unexpected();
    }

    @Override
    public void close() {}

    @Override
    public Reference getReference() {
        throw unexpected();
    }

    private static AssertionError unexpected() {
        return new AssertionError("nobody asks this of the adapter here");
    }
}
