package io.sluice.distribution;

import io.sluice.api.AuthenticationResult;
import io.sluice.api.AuthenticationResult.Admitted;
import io.sluice.api.AuthenticationResult.Refused;
import io.sluice.api.Credentials;
import io.sluice.api.FieldReport.LoginEvent;
import io.sluice.api.Login;
import io.sluice.api.LoginState;
import io.sluice.api.Secret;
import io.sluice.settings.Settings;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may log in: issues the logins with which sub-accounts are served at pools, takes the pools' answers back, and
 * admits machines.
 */
@Stateless
public class SubAccountAuthentication {
    /**
     * Machines that are known, after which no more are made known by themselves: whoever reaches the port can send names
     * without end, and each takes room and time in every plan.
     */
    private static final int MOST_MACHINES = 200_000;

    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    MachineRegistry machines;

    boolean admitUnknown = Settings.ofThisProcess().admitUnknown();
    long mostMachines = MOST_MACHINES;

    /**
     * The login to serve a sub-account with. Nobody opens a pool session without one.
     *
     * @return empty for one that is not served: it is archived or has no pool
     */
    public Optional<Login> issue(SubAccount subAccount) {
        return subAccount
                .getPool()
                .filter(pool -> !subAccount.isArchived())
                .map(pool -> new Login(
                        pool.getName(),
                        subAccount.getUser(),
                        new Secret(subAccount.getPassword()),
                        subAccount.getLoginRevision()));
    }

    /** Takes a pool's answer to a login; one to a login that was changed since says nothing any more. */
    public void answered(LoginEvent answer) {
        SubAccount subAccount = new Periods(em).lock(answer.subAccount()).orElse(null);
        if (subAccount == null
                || subAccount.getLoginRevision() != answer.revision()
                || subAccount.getLoginAt().filter(answer.at()::isBefore).isPresent()) {
            return;
        }
        LoginState before = subAccount.getLoginState();
        boolean news = before != answer.state() || !subAccount.getLoginReason().equals(answer.reason());
        subAccount.loginAnswered(answer.state(), answer.reason(), answer.address(), answer.at());
        if (!news) {
            return;
        }
        String name = subAccount.getName();
        String because = answer.reason().isEmpty() ? "." : ": " + answer.reason();
        switch (answer.state()) {
            case ACCEPTED ->
                record(answer, Event.Kind.LOGIN_ACCEPTED, name + " is logged in at " + answer.address() + ".");
            case REFUSED -> record(answer, Event.Kind.LOGIN_REFUSED, "The pool refused the login of " + name + because);
            case CONNECTING -> {
                if (before != LoginState.CONNECTING) {
                    record(answer, Event.Kind.LOGIN_LOST, name + " is not logged in any more" + because);
                }
            }
        }
    }

    private void record(LoginEvent answer, Event.Kind kind, String text) {
        em.persist(new Event(answer.at(), kind, text).ofSubAccount(answer.subAccount()));
    }

    /**
     * Decides about machines that ask to work.
     *
     * @return one result for each, in the same order
     */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public List<AuthenticationResult> authenticate(List<Credentials> credentials) {
        Instant now = Instant.now();
        Map<String, String> addresses = new LinkedHashMap<>();
        credentials.forEach(asking -> addresses.putIfAbsent(asking.machine(), asking.address()));
        Map<String, String> groups = new HashMap<>(machines.seen(addresses.keySet(), now));
        addresses.keySet().removeAll(groups.keySet());
        boolean full = admitUnknown && !addresses.isEmpty() && machines.count() + addresses.size() > mostMachines;
        if (admitUnknown && !addresses.isEmpty() && !full) {
            groups.putAll(admit(addresses, now));
        }
        return credentials.stream()
                .<AuthenticationResult>map(asking -> groups.containsKey(asking.machine())
                        ? new Admitted(groups.get(asking.machine()))
                        : new Refused(full ? tooMany(asking.machine()) : unknown(asking.machine())))
                .toList();
    }

    private static String unknown(String machine) {
        return "Machine '" + machine + "' is not known here; add it in the console, or check the user name it sends.";
    }

    private static String tooMany(String machine) {
        return "Machine '" + machine
                + "' is not known here, and so many are that no more come in by themselves; add it in the console.";
    }

    /** All at once, as a farm that comes for the first time comes all at once. */
    private Map<String, String> admit(Map<String, String> strangers, Instant now) {
        try {
            return machines.admit(strangers, now);
        } catch (EJBException | PersistenceException e) {
            if (strangers.size() > 1) {
                Map<String, String> groups = new HashMap<>();
                strangers.forEach((name, address) -> groups.putAll(admit(Map.of(name, address), now)));
                return groups;
            }
            // It may have come in by another way at the same moment; then it is known now.
            Map<String, String> groups = machines.seen(strangers.keySet(), now);
            if (groups.isEmpty()) {
                throw e;
            }
            return groups;
        }
    }
}
