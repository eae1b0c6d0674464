package io.sluice.web.console;

import io.sluice.admin.Field;
import io.sluice.admin.MachineView;
import io.sluice.admin.Machines;
import io.sluice.admin.PoolView;
import io.sluice.admin.Pools;
import io.sluice.admin.SubAccountView;
import io.sluice.admin.SubAccounts;
import io.sluice.api.FieldStatus;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How things stand. */
@Named
@RequestScoped
public class OverviewPage {
    private static final int NAMED = 6;

    @Inject
    private Pools pools;

    @Inject
    private SubAccounts subAccounts;

    @Inject
    private Machines machines;

    @Inject
    private Field field;

    private List<SubAccountView> subAccountList;
    private List<MachineView> machineList;
    private List<PoolView> poolList;
    private Optional<FieldStatus> status;

    @PostConstruct
    void load() {
        subAccountList = subAccounts.list();
        machineList = machines.list();
        poolList = pools.list();
        status = field.status();
    }

    public List<SubAccountView> getSubAccounts() {
        return subAccountList;
    }

    public boolean isWithoutPools() {
        return poolList.isEmpty();
    }

    public boolean isWithoutMachines() {
        return machineList.isEmpty();
    }

    public long getMachinesOnline() {
        return machineList.stream()
                .filter(machine -> machine.connectedSince().isPresent())
                .count();
    }

    public int getMachinesKnown() {
        return machineList.size();
    }

    public double getHashrate() {
        return machineList.stream().mapToDouble(MachineView::hashrate).sum();
    }

    public long getUpToStandard() {
        return withStandard().filter(s -> s.capability().upToStandard()).count();
    }

    public long getStandards() {
        return withStandard().count();
    }

    /** Accepted shares of all sub-accounts in their current periods. */
    public long getAcceptedShares() {
        return subAccountList.stream()
                .mapToLong(s -> s.capability().acceptedShares())
                .sum();
    }

    public long getRejectedShares() {
        return subAccountList.stream()
                .mapToLong(s -> s.capability().rejectedShares())
                .sum();
    }

    /** What an operator should look at, one sentence each. */
    public List<String> getWarnings() {
        List<String> warnings = new ArrayList<>();
        if (status.isEmpty()) {
            warnings.add("The connector is not running: no machine can connect.");
        } else if (!status.get().listening()) {
            warnings.add("The port for machines is not open yet.");
        }
        for (SubAccountView subAccount : subAccountList) {
            if (subAccount.login().state().equals("REFUSED")) {
                warnings.add("Pool " + subAccount.pool() + " refuses sub-account " + subAccount.name() + ": "
                        + subAccount.login().reason());
            }
        }
        List<PoolView.Address> failing = new ArrayList<>();
        for (PoolView pool : poolList) {
            for (PoolView.Address address : pool.addresses()) {
                if (address.state().equals("FAILING")) {
                    failing.add(address);
                    warnings.add(
                            "Pool " + pool.name() + " does not serve at " + address.url() + ": " + address.reason());
                }
            }
        }
        // The adapter warns of failing addresses too, but does not know whose they are.
        status.stream()
                .flatMap(s -> s.warnings().stream())
                .filter(warning -> failing.stream().noneMatch(address -> warning.contains(address.url())))
                .forEach(warnings::add);
        idle().forEach((reason, count) ->
                warnings.add((count == 1 ? "1 machine has" : count + " machines have") + " no work: " + reason));
        return warnings;
    }

    /** The machines of a sub-account in a few words. */
    public String servedBy(SubAccountView subAccount) {
        List<String> names = subAccount.machines();
        if (names.isEmpty()) {
            return "no machine";
        }
        String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
        return (names.size() == 1 ? "1 machine: " : names.size() + " machines: ")
                + first
                + (names.size() > NAMED ? ", …" : "");
    }

    private Map<String, Long> idle() {
        return machineList.stream()
                .filter(machine -> !machine.idleReason().isEmpty() && !machine.outOfService())
                .collect(Collectors.groupingBy(MachineView::idleReason, TreeMap::new, Collectors.counting()));
    }

    private Stream<SubAccountView> withStandard() {
        return subAccountList.stream().filter(s -> s.standard().isPresent());
    }
}
