package io.sluice.web.console;

import io.sluice.admin.BookingView;
import io.sluice.admin.Field;
import io.sluice.admin.HashrateHistory;
import io.sluice.admin.PeriodView;
import io.sluice.admin.SubAccountHistory;
import io.sluice.admin.SubAccountView;
import io.sluice.admin.SubAccounts;
import io.sluice.admin.UnknownNameException;
import io.sluice.api.FieldStatus;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One sub-account. */
@Named
@RequestScoped
public class SubAccountPage {
    private static final int PERIODS = 30;
    private static final int BOOKINGS = 50;
    private static final int MACHINES = 500;

    @Inject
    private SubAccounts subAccounts;

    @Inject
    private SubAccountHistory past;

    @Inject
    private HashrateHistory history;

    @Inject
    private Field field;

    private String name;
    private Optional<OverviewPage.Card> card;
    private Optional<FieldStatus> status;
    private String chart;

    @PostConstruct
    void load() {
        String asked = FacesContext.getCurrentInstance()
                .getExternalContext()
                .getRequestParameterMap()
                .get("name");
        name = asked == null ? "" : asked;
        try {
            SubAccountView found = subAccounts.get(name);
            card = Optional.of(new OverviewPage.Card(found, Forecast.of(found, Instant.now()), false));
        } catch (UnknownNameException e) {
            // The page says so.
            card = Optional.empty();
        }
        status = field.status();
    }

    public String getName() {
        return name;
    }

    /** Since when it is paused, and by whom; empty when it is not. */
    public String getPaused() {
        return card.map(OverviewPage.Card::getSubAccount).map(Pauses::said).orElse("");
    }

    /** Takes all machines from it until it is resumed. */
    public void pause() {
        if (!Rights.refuses()) {
            Pauses.pause(subAccounts, name);
            load();
        }
    }

    /** Lets machines work for it again. */
    public void resume() {
        if (!Rights.refuses()) {
            Pauses.resume(subAccounts, name);
            load();
        }
    }

    public boolean isThere() {
        return card.isPresent();
    }

    public OverviewPage.Card getCard() {
        return card.orElse(null);
    }

    /** The last 24 hours, for Chart.js. */
    public String getChart() {
        if (chart == null) {
            chart = HashrateChart.of(history, Optional.of(name));
        }
        return chart;
    }

    public List<PeriodView> getPeriods() {
        return past.periods(name, PERIODS);
    }

    public List<BookingView> getBookings() {
        return past.bookings(name, BOOKINGS);
    }

    /** Its connections to the pool. */
    public List<FieldStatus.SessionStatus> getSessions() {
        return status.stream()
                .flatMap(s -> s.sessions().stream())
                .filter(session -> session.subAccount().equals(name))
                .toList();
    }

    /** The machines that work for it now, the strongest first. */
    public List<FieldStatus.MachineStatus> getMachines() {
        return status.stream()
                .flatMap(s -> s.machines().stream())
                .filter(machine -> machine.servingSubAccounts().contains(name))
                .sorted(Comparator.comparingDouble(FieldStatus.MachineStatus::hashrate)
                        .reversed())
                .limit(MACHINES)
                .toList();
    }

    /** What a period's statement is asked for with. */
    public String statementQuery(PeriodView period) {
        return "language=" + Words.locale().toLanguageTag() + "&subAccount="
                + URLEncoder.encode(name, StandardCharsets.UTF_8) + "&period=" + period.start();
    }

    /** How much of a period's standard was met, 0 to 1. */
    public double filled(PeriodView period) {
        return period.standardHashes()
                .filter(standard -> standard.signum() > 0)
                .map(standard -> Math.min(1.0, period.accumulatedHashes().doubleValue() / standard.doubleValue()))
                .orElse(1.0);
    }
}
