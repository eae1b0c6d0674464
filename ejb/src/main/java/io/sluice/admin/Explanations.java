package io.sluice.admin;

import io.sluice.allocation.Explanation;
import io.sluice.allocation.Feasibility;
import io.sluice.allocation.Feasibility.Shortfall;
import io.sluice.allocation.RosterSubAccount;
import io.sluice.distribution.Machine;
import io.sluice.distribution.Prospect;
import io.sluice.distribution.SubAccount;
import io.sluice.scheduling.Outlook;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why each machine is where it is and what comes next, how each sub-account fares, and whether the standards can be met. With
 * the figures of the last plan; before the first plan after a start, as it was stored.
 */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.VIEW)
public class Explanations {
    private static final double TERA = 1e12;

    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    Outlook outlook;

    /** Everything, by name. */
    public ExplanationsView all() {
        return new ExplanationsView(
                outlook.made().map(made -> made.roster().now()), List.copyOf(subAccounts()), List.copyOf(machines()));
    }

    /** Of every machine that anything was decided for, by name. */
    public List<MachineExplanation> machines() {
        Optional<Outlook.Made> made = outlook.made();
        return em.createQuery("select m from Machine m where m.archived = false order by m.name", Machine.class)
                .getResultStream()
                .flatMap(machine -> of(machine, made).stream())
                .toList();
    }

    /**
     * Of one machine; empty when nothing was decided for it yet.
     *
     * @param made the last allocation; empty before the first
     */
    static Optional<MachineExplanation> of(Machine machine, Optional<Outlook.Made> made) {
        return made.map(last -> last.allocation().explanations().get(machine.getName()))
                .or(machine::getExplanation)
                .map(why -> new MachineExplanation(
                        machine.getName(),
                        machine.getGroup().getName(),
                        why.why().name(),
                        why.subAccount(),
                        since(machine, why),
                        why.sentence(),
                        why.next(),
                        why.nextAt()));
    }

    /** What is stored has it, where the decision is still the same; who is away keeps what was decided before. */
    private static Optional<Instant> since(Machine machine, Explanation why) {
        return why.why() == Explanation.Why.AWAY
                ? machine.getDisconnectedAt()
                : machine.getExplanation()
                        .filter(stored ->
                                stored.why() == why.why() && stored.subAccount().equals(why.subAccount()))
                        .flatMap(stored -> machine.getExplainedSince());
    }

    /** Of every sub-account, by name. */
    public List<SubAccountExplanation> subAccounts() {
        Map<String, SubAccountExplanation> paused = em.createQuery(
                        "select s from SubAccount s where s.archived = false and s.pausedAt is not null",
                        SubAccount.class)
                .getResultStream()
                .collect(Collectors.toMap(SubAccount::getName, Explanations::paused));
        // What was decided last may be older than the pause.
        return Stream.concat(
                        planned().stream().filter(planned -> !paused.containsKey(planned.subAccount())),
                        paused.values().stream())
                .sorted(Comparator.comparing(SubAccountExplanation::subAccount))
                .toList();
    }

    private static SubAccountExplanation paused(SubAccount subAccount) {
        return new SubAccountExplanation(
                subAccount.getName(),
                subAccount.getGroup().getName(),
                "PAUSED",
                false,
                subAccount.getPausedAt(),
                subAccount.getName() + " is paused by "
                        + subAccount.getPausedBy().orElse("somebody")
                        + ": no machine works for it until it is resumed.");
    }

    private List<SubAccountExplanation> planned() {
        Map<String, Prospect> stored = em.createQuery("select p from Prospect p", Prospect.class)
                .getResultStream()
                .collect(Collectors.toMap(Prospect::getSubAccount, Function.identity()));
        Optional<Outlook.Made> made = outlook.made();
        if (made.isEmpty()) {
            Map<String, String> groups = new HashMap<>();
            em.createQuery("select s.name, s.group.name from SubAccount s where s.archived = false", Object[].class)
                    .getResultStream()
                    .forEach(row -> groups.put((String) row[0], (String) row[1]));
            return stored.values().stream()
                    .filter(prospect -> groups.containsKey(prospect.getSubAccount()))
                    .map(prospect -> new SubAccountExplanation(
                            prospect.getSubAccount(),
                            groups.get(prospect.getSubAccount()),
                            prospect.getState().split(" ", -1)[0],
                            prospect.getAtRiskSince().isPresent(),
                            Optional.of(prospect.getSince()),
                            prospect.getText()))
                    .toList();
        }
        return made.get().standings().stream()
                .map(standing -> new SubAccountExplanation(
                        standing.subAccount(),
                        standing.group(),
                        standing.state().name(),
                        made.get().atRisk().contains(standing.subAccount()),
                        Optional.ofNullable(stored.get(standing.subAccount())).map(Prospect::getSince),
                        standing.sentence()))
                .toList();
    }

    /** Which machines go where next, the soonest first; by the last plan, and empty before the first. Asks no database. */
    public List<MoveView> moves() {
        Map<List<String>, MoveView> moves = new HashMap<>();
        outlook.made().stream()
                .flatMap(made -> made.allocation().explanations().values().stream())
                .filter(why -> why.subAccount().isPresent() && why.next().isPresent())
                .map(why -> new MoveView(
                        why.why().name(), why.subAccount().get(), why.next().get(), 1, why.nextAt()))
                .forEach(
                        move -> moves.merge(List.of(move.why(), move.from(), move.to()), move, Explanations::together));
        return moves.values().stream()
                .sorted(Comparator.comparing((MoveView move) -> move.at().orElse(Instant.MAX))
                        .thenComparing(MoveView::from)
                        .thenComparing(MoveView::to)
                        .thenComparing(MoveView::why))
                .toList();
    }

    private static MoveView together(MoveView one, MoveView other) {
        return new MoveView(
                one.why(),
                one.from(),
                one.to(),
                one.machines() + other.machines(),
                Stream.concat(one.at().stream(), other.at().stream()).min(Comparator.naturalOrder()));
    }

    /** Those of some machines that have nothing to do because an operator wants it so. Asks no database. */
    public Set<String> idleByOrder(Collection<String> machines) {
        return outlook.made().stream()
                .flatMap(made -> machines.stream().filter(machine -> Optional.ofNullable(
                                made.allocation().explanations().get(machine))
                        .map(Explanation::why)
                        .filter(why -> why == Explanation.Why.OUT_OF_SERVICE || why == Explanation.Why.REPLACED)
                        .isPresent()))
                .collect(Collectors.toSet());
    }

    /**
     * Of each group by name, whether its standards can be met; empty before the first plan after a start. Asks no database.
     */
    public List<FeasibilityView> feasibility() {
        return outlook.made().stream()
                .flatMap(made -> made.feasibility().stream().map(group -> view(group, made)))
                .toList();
    }

    private static FeasibilityView view(Feasibility group, Outlook.Made made) {
        Map<String, Shortfall> shortfalls =
                group.shortfalls().stream().collect(Collectors.toMap(Shortfall::subAccount, Function.identity()));
        return new FeasibilityView(
                group.group(),
                made.roster().groups().get(group.group()).name(),
                made.roster().now(),
                group.isFeasible(),
                group.connected(),
                group.needed(),
                group.sustained(),
                group.missingHashrate(),
                group.missingHashrate() / TERA,
                made.roster().subAccounts().stream()
                        .filter(subAccount -> subAccount.group().equals(group.group())
                                && subAccount.remaining().isPresent())
                        .sorted(Comparator.comparing((RosterSubAccount subAccount) ->
                                        subAccount.deadline().orElse(Instant.MAX))
                                .thenComparing(RosterSubAccount::name))
                        .map(subAccount -> line(
                                subAccount,
                                Optional.ofNullable(shortfalls.get(subAccount.name())),
                                made.atRisk().contains(subAccount.name())))
                        .toList(),
                group.sentences());
    }

    private static FeasibilityView.Line line(
            RosterSubAccount subAccount, Optional<Shortfall> shortfall, boolean atRisk) {
        double lacks = shortfall.map(Shortfall::missingHashrate).orElse(0.0);
        return new FeasibilityView.Line(
                subAccount.name(),
                subAccount.deadline(),
                shortfall.isEmpty(),
                atRisk,
                subAccount.servable(),
                subAccount.remaining().orElseThrow().hashes(),
                shortfall.map(missing -> missing.missing().hashes()).orElse(BigDecimal.ZERO),
                shortfall.map(Shortfall::part).orElse(0.0),
                lacks,
                lacks / TERA);
    }
}
