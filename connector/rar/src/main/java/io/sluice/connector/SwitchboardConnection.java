package io.sluice.connector;

import io.sluice.api.FieldStatus;
import io.sluice.api.JournalStatus;
import io.sluice.api.LoginAnswer;
import io.sluice.api.Plan;
import io.sluice.api.PoolAddress;
import io.sluice.api.ReportId;
import io.sluice.api.Secret;
import io.sluice.api.Switchboard;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A handle of the application; dead after it is closed. */
public class SwitchboardConnection implements Switchboard {
    private SwitchboardManagedConnection managed;

    SwitchboardConnection(SwitchboardManagedConnection managed) {
        this.managed = managed;
    }

    @Override
    public void apply(Plan plan) {
        open().running().apply(plan);
    }

    @Override
    public CompletionStage<Void> carriedOut() {
        return open().running().carriedOut();
    }

    @Override
    public FieldStatus status() {
        return open().running().status();
    }

    @Override
    public JournalStatus journal() {
        return open().running().journal();
    }

    @Override
    public void booked(String incarnation, long through) {
        open().running().booked(incarnation, through);
    }

    @Override
    public void redeliver(List<ReportId> lost) {
        open().running().redeliver(lost);
    }

    @Override
    public CompletionStage<LoginAnswer> tryLogin(PoolAddress address, String user, Secret password) {
        return open().running().tryLogin(address, user, password);
    }

    @Override
    public void quiesce() {
        open().running().quiesce();
    }

    @Override
    public synchronized void close() {
        if (managed != null) {
            SwitchboardManagedConnection was = managed;
            managed = null;
            was.closed(this);
        }
    }

    /** The container gives the handle to another managed connection, or to none. */
    synchronized void moveTo(SwitchboardManagedConnection other) {
        managed = other;
    }

    private synchronized SluiceResourceAdapter open() {
        if (managed == null) {
            throw new IllegalStateException("this connection is closed");
        }
        return managed.adapter();
    }
}
