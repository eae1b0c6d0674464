package io.sluice.web.console;

import io.sluice.admin.Explanations;
import io.sluice.admin.FeasibilityView;
import io.sluice.admin.Field;
import io.sluice.admin.HashrateHistory;
import io.sluice.admin.MachineSearch;
import io.sluice.admin.MoveView;
import io.sluice.admin.PoolView;
import io.sluice.admin.Pools;
import io.sluice.admin.SubAccountExplanation;
import io.sluice.admin.SubAccountView;
import io.sluice.admin.SubAccounts;
import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.settings.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.primefaces.PrimeFaces;

/** How things stand: asked for every two seconds, so it never reads a farm's machines from the database. */
@Named
@RequestScoped
public class OverviewPage {
    /** As many as are told of one by one. */
    private static final int MOST_AT_RISK = 5;

    /** The soonest moves; the others are on the machines' pages. */
    private static final int MOST_MOVES = 8;

    private static final String SEEN = OverviewPage.class.getName() + ".seen.";

    @Inject
    private Pools pools;

    @Inject
    private SubAccounts subAccounts;

    @Inject
    private MachineSearch machines;

    @Inject
    private Field field;

    @Inject
    private HashrateHistory history;

    @Inject
    private Explanations explanations;

    private List<Card> cards;
    private List<PoolView> poolList;
    private Optional<FieldStatus> status;
    private long machinesKnown;
    private List<SubAccountExplanation> prospects;
    private List<FeasibilityView> feasibility;
    private List<String> moves;

    /** Asked for several times while a page is drawn; made once. */
    private List<Alert> alerts;

    private String chart;

    /** What is shown of a sub-account, and whether its standard is at risk. */
    public record Card(SubAccountView subAccount, Forecast forecast, boolean atRisk) {
        public SubAccountView getSubAccount() {
            return subAccount;
        }

        /** When it will be up to standard, or why nobody knows. */
        public String getCompletion() {
            if (subAccount.standard().isEmpty() || subAccount.capability().upToStandard()) {
                return "";
            }
            if (subAccount.paused()) {
                return Words.say("completionPaused");
            }
            return forecast.at()
                    .map(at -> Words.say(
                            forecast.late() ? "completionLate" : "completionAt",
                            new Shown().time(at),
                            Shown.rough(Duration.between(Instant.now(), at))))
                    .orElseGet(() -> Words.say(subAccount.hashrate() > 0 ? "completionNever" : "completionUnknown"));
        }

        public boolean isLate() {
            return atRisk;
        }

        /** How much should be met by now if it were filled evenly, in percent; null without an end. */
        public Double getDuePercent() {
            return forecast.due().map(due -> Math.round(due * 1000) / 10.0).orElse(null);
        }

        public double getPercent() {
            return Math.round(subAccount.filled() * 1000) / 10.0;
        }

        /** The looks of its card. */
        public String getLook() {
            return subAccount.paused()
                    ? "PAUSED"
                    : subAccount.standard().isEmpty()
                            ? "surplus"
                            : subAccount.capability().upToStandard() ? "met" : atRisk ? "late" : "";
        }
    }

    @PostConstruct
    void load() {
        Instant now = Instant.now();
        poolList = pools.list();
        status = field.status();
        machinesKnown = machines.count(MachineSearch.Query.ALL);
        prospects = explanations.subAccounts();
        feasibility = explanations.feasibility();
        moves = explanations.moves().stream()
                .limit(MOST_MOVES)
                .map(OverviewPage::said)
                .toList();
        Set<String> atRisk = prospects.stream()
                .filter(SubAccountExplanation::atRisk)
                .map(SubAccountExplanation::subAccount)
                .collect(Collectors.toSet());
        cards = subAccounts.list().stream()
                .map(subAccount ->
                        new Card(subAccount, Forecast.of(subAccount, now), atRisk.contains(subAccount.name())))
                .toList();
    }

    /** Sends the browser those parts that look different from what it was sent last. */
    public void follow() {
        update(
                "totals",
                Objects.hash(
                        getHashrate(),
                        getMachinesOnline(),
                        machinesKnown,
                        getUpToStandard(),
                        getShares(),
                        getRejectedShares()));
        update("alerts", getAlerts().hashCode());
        update("alarm", getAlarm().hashCode());
        update("cards", Objects.hash(cards));
        update("start", Objects.hash(isBegun(), isWithoutPools(), cards.isEmpty()));
        update("next", Objects.hash(prospects, feasibility, moves));
    }

    private static void update(String part, int now) {
        Object before =
                FacesContext.getCurrentInstance().getViewRoot().getViewMap().put(SEEN + part, now);
        if (!Objects.equals(before, now)) {
            PrimeFaces.current().ajax().update("live:" + part);
        }
    }

    public List<Card> getCards() {
        return cards;
    }

    public boolean isWithoutPools() {
        return poolList.isEmpty();
    }

    public boolean isWithoutMachines() {
        return machinesKnown == 0;
    }

    /** Whether there is all that is needed to be of use. */
    public boolean isBegun() {
        return !poolList.isEmpty() && !cards.isEmpty() && machinesKnown > 0;
    }

    /** Where machines are to be pointed at. */
    public String getMachineLine() {
        return machineLine();
    }

    static String machineLine() {
        String host = FacesContext.getCurrentInstance().getExternalContext().getRequestServerName();
        return "stratum+tcp://" + host + ":" + Settings.ofThisProcess().stratumPort();
    }

    public int getMachinesOnline() {
        return status.map(s -> s.machines().size()).orElse(0);
    }

    public long getMachinesKnown() {
        return machinesKnown;
    }

    public double getHashrate() {
        return status.stream()
                .flatMap(s -> s.machines().stream())
                .mapToDouble(MachineStatus::hashrate)
                .sum();
    }

    public long getUpToStandard() {
        return withStandard().filter(s -> s.capability().upToStandard()).count();
    }

    public long getStandards() {
        return withStandard().count();
    }

    /** Accepted shares of all sub-accounts in their current periods. */
    public long getShares() {
        return cards.stream()
                .mapToLong(card -> card.subAccount().capability().acceptedShares())
                .sum();
    }

    public long getRejectedShares() {
        return cards.stream()
                .mapToLong(card -> card.subAccount().capability().rejectedShares())
                .sum();
    }

    /** Since when a sub-account is paused, and by whom; empty when it is not. */
    public String paused(SubAccountView subAccount) {
        return Pauses.said(subAccount);
    }

    /** The machines of a sub-account in a few words. */
    public String servedBy(SubAccountView subAccount) {
        List<String> names = subAccount.machines();
        return names.isEmpty()
                ? Words.say("servedByNobody")
                : Words.say("servedBy", names.size(), new Shown().some(names));
    }

    private static String said(MoveView move) {
        return Words.say(
                move.at().isPresent() ? "moveAt" : "moveSometime",
                move.machines(),
                move.from(),
                move.to(),
                new Shown().timeIfAny(move.at()),
                Words.say("moveWhy." + move.why(), move.from(), move.to()));
    }

    /** Which machines the scheduler sends where next, and why. */
    public List<String> getMoves() {
        return moves;
    }

    /** How each sub-account fares, and why. */
    public List<SubAccountExplanation> getNext() {
        return prospects;
    }

    /** Whether the standards of each group can be met with what is connected. */
    public List<FeasibilityView> getFeasibility() {
        return feasibility;
    }

    /** The last 24 hours, for Chart.js. */
    public String getChart() {
        if (chart == null) {
            chart = HashrateChart.of(history, Optional.empty());
        }
        return chart;
    }

    /** What an operator should look at, the worst first. */
    public List<Alert> getAlerts() {
        if (alerts == null) {
            alerts = alerts();
        }
        return alerts;
    }

    /** How many alerts there are of each severity: what a screen reader is told when it changes. */
    public String getAlarm() {
        if (getAlerts().isEmpty()) {
            return "";
        }
        return Stream.of(Alert.Severity.values())
                .map(severity -> Map.entry(
                        severity,
                        getAlerts().stream()
                                .filter(alert -> alert.severity() == severity)
                                .count()))
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> Words.say("alarm." + entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private List<Alert> alerts() {
        List<Alert> found = new ArrayList<>();
        if (status.isEmpty()) {
            found.add(new Alert(Alert.Severity.SEVERE, Words.say("alertNoAdapter")));
        } else if (!status.get().listening()) {
            found.add(new Alert(Alert.Severity.SEVERE, Words.say("alertNotListening")));
        }
        for (Card card : cards) {
            SubAccountView subAccount = card.subAccount();
            if (subAccount.login().state().equals("REFUSED") && !subAccount.paused()) {
                found.add(new Alert(
                        Alert.Severity.SEVERE,
                        Words.say(
                                "alertRefused",
                                subAccount.pool(),
                                subAccount.name(),
                                new Shown().said(subAccount.login().reason()))));
            }
        }
        List<SubAccountExplanation> atRisk =
                prospects.stream().filter(SubAccountExplanation::atRisk).toList();
        if (atRisk.size() > MOST_AT_RISK) {
            List<String> names =
                    atRisk.stream().map(SubAccountExplanation::subAccount).toList();
            found.add(new Alert(
                    Alert.Severity.WARNING, Words.say("alertManyAtRisk", names.size(), new Shown().some(names))));
        } else {
            atRisk.forEach(prospect -> found.add(new Alert(Alert.Severity.WARNING, new Shown().said(prospect.text()))));
        }
        List<PoolView.Address> failing = new ArrayList<>();
        for (PoolView pool : poolList) {
            for (PoolView.Address address : pool.addresses()) {
                if (address.state().equals("FAILING")) {
                    failing.add(address);
                    found.add(new Alert(
                            Alert.Severity.WARNING,
                            Words.say("alertPool", pool.name(), address.url(), new Shown().said(address.reason()))));
                }
            }
        }
        // The adapter warns of failing addresses too, but does not know whose they are.
        status.stream()
                .flatMap(s -> s.warnings().stream())
                .filter(warning -> failing.stream().noneMatch(address -> warning.contains(address.url())))
                .forEach(warning -> found.add(new Alert(Alert.Severity.WARNING, new Shown().said(warning))));
        idle().forEach((reason, count) ->
                found.add(new Alert(Alert.Severity.NOTICE, Words.say("alertIdle", count, new Shown().said(reason)))));
        found.sort((a, b) -> a.severity().compareTo(b.severity()));
        return found;
    }

    private Map<String, Long> idle() {
        List<MachineStatus> idle = status.stream()
                .flatMap(s -> s.machines().stream())
                .filter(machine -> !machine.idleReason().isEmpty())
                .toList();
        Set<String> byOrder =
                explanations.idleByOrder(idle.stream().map(MachineStatus::name).toList());
        return idle.stream()
                .filter(machine -> !byOrder.contains(machine.name()))
                .collect(Collectors.groupingBy(MachineStatus::idleReason, TreeMap::new, Collectors.counting()));
    }

    private Stream<SubAccountView> withStandard() {
        return cards.stream().map(Card::subAccount).filter(s -> s.standard().isPresent());
    }
}
