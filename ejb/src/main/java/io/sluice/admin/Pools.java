package io.sluice.admin;

import io.sluice.api.PoolAddress;
import io.sluice.api.PoolConfiguration.WorkerNames;
import io.sluice.distribution.KnownAddress;
import io.sluice.distribution.Pool;
import io.sluice.settings.Settings;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pools. */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.VIEW)
public class Pools {
    private static final int MOST_ADDRESSES = 16;

    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    Changes changes;

    PoolAddressCheck addressCheck = PoolAddressCheck.of(Settings.ofThisProcess());

    /** All, by name. */
    public List<PoolView> list() {
        return em.createQuery("select p from Pool p order by p.name", Pool.class)
                .getResultStream()
                .map(Pools::view)
                .toList();
    }

    /** @throws UnknownNameException when there is none of that name */
    public PoolView get(String name) {
        return find(name).map(Pools::view).orElseThrow(() -> unknown(name));
    }

    /** What is wrong with an input; empty when it can be stored. */
    public List<FieldError> check(String name, PoolInput input) {
        Errors errors = new Errors();
        read(name, input, errors);
        return errors.list();
    }

    /**
     * Creates or replaces a pool.
     *
     * @param who the operator, for the event
     * @throws InvalidInputException when anything is wrong; nothing is stored then
     */
    @RolesAllowed(Role.OPERATE)
    public Outcome put(String who, String name, PoolInput input) {
        Errors errors = new Errors();
        Wanted wanted = read(name, input, errors);
        errors.throwIfAny();
        changes.oneAtATime();
        Optional<Pool> present = find(name);
        Pool pool = present.orElseGet(() -> new Pool(name));
        Change change = new Change();
        change.of(
                "urls",
                urls(pool),
                wanted.addresses().stream().map(PoolAddress::url).toList());
        change.of(
                "workerNames",
                present.map(p -> written(p.getWorkerNames())).orElse(null),
                written(wanted.workerNames()));
        if (present.isPresent() && change.isNone()) {
            return Outcome.UNCHANGED;
        }
        pool.setAddresses(wanted.addresses());
        pool.setWorkerNames(wanted.workerNames());
        if (present.isEmpty()) {
            em.persist(pool);
        }
        changes.happened(
                event -> event.ofPool(name), who, present.isPresent() ? "changed" : "created", "pool " + name, change);
        return present.isPresent() ? Outcome.CHANGED : Outcome.CREATED;
    }

    /**
     * Removes a pool.
     *
     * @throws UnknownNameException when there is none of that name
     * @throws InUseException when a sub-account is at it
     */
    @RolesAllowed(Role.OPERATE)
    public Outcome remove(String who, String name) {
        changes.oneAtATime();
        Pool pool = find(name).orElseThrow(() -> unknown(name));
        List<String> users = em.createQuery(
                        "select s.name from SubAccount s where s.pool = :pool and s.archived = false order by s.name",
                        String.class)
                .setParameter("pool", pool)
                .getResultList();
        if (!users.isEmpty()) {
            throw new InUseException("Pool '" + name + "' is used by "
                    + Changes.some(users.size() == 1 ? "sub-account" : "sub-accounts", users)
                    + "; remove them or give them another pool first.");
        }
        Change removed =
                new Change().removed("urls", urls(pool)).removed("workerNames", written(pool.getWorkerNames()));
        // Archived sub-accounts outlive their pool.
        em.createQuery("update SubAccount s set s.pool = null where s.pool = :pool")
                .setParameter("pool", pool)
                .executeUpdate();
        em.remove(pool);
        changes.happened(event -> event.ofPool(name), who, "removed", "pool " + name, removed);
        return Outcome.REMOVED;
    }

    private Wanted read(String name, PoolInput input, Errors errors) {
        errors.name("A pool's name", name);
        List<PoolAddress> addresses = new ArrayList<>();
        List<String> urls = input.urls() == null ? List.of() : input.urls();
        if (urls.isEmpty()) {
            errors.add("urls", "needs at least one address, such as stratum+tcp://pool.example:3333.");
        } else if (urls.size() > MOST_ADDRESSES) {
            errors.add("urls", "has " + urls.size() + " addresses; at most " + MOST_ADDRESSES + " are possible.");
        } else {
            for (int i = 0; i < urls.size(); i++) {
                address("urls[" + i + "]", urls.get(i), addresses, errors);
            }
        }
        WorkerNames workerNames = input.workerNames() == null
                ? WorkerNames.USER
                : errors.choice("workerNames", input.workerNames(), WorkerNames.values(), Pools::written);
        return new Wanted(addresses, workerNames);
    }

    private void address(String field, String url, List<PoolAddress> addresses, Errors errors) {
        if (url == null) {
            errors.add(field, "must be an address, such as stratum+tcp://pool.example:3333.");
            return;
        }
        if (url.length() > 290) {
            errors.add(field, "has " + url.length() + " characters; no address is that long.");
            return;
        }
        PoolAddress address = errors.parsed(field, () -> PoolAddress.parse(url));
        if (address == null) {
            return;
        }
        if (addresses.contains(address)) {
            errors.add(field, "'" + url + "' is there twice; name each address once.");
        }
        addressCheck.refusal(address).ifPresent(reason -> errors.add(field, reason));
        addresses.add(address);
    }

    private Optional<Pool> find(String name) {
        return em.createQuery("select p from Pool p where p.name = :name", Pool.class)
                .setParameter("name", name)
                .getResultStream()
                .findFirst();
    }

    private static UnknownNameException unknown(String name) {
        return new UnknownNameException("There is no pool '" + Errors.shortened(name) + "'.");
    }

    private static PoolView view(Pool pool) {
        return new PoolView(
                pool.getName(),
                urls(pool),
                written(pool.getWorkerNames()),
                pool.getAddresses().stream().map(Pools::view).toList());
    }

    private static PoolView.Address view(KnownAddress address) {
        return new PoolView.Address(
                address.getAddress().url(),
                address.getState().name(),
                address.getReason(),
                address.getExtranonce1Size(),
                address.getExtranonce2Size(),
                address.getCheckedAt());
    }

    private static List<String> urls(Pool pool) {
        return pool.getAddresses().stream()
                .map(address -> address.getAddress().url())
                .toList();
    }

    private static String written(WorkerNames workerNames) {
        return switch (workerNames) {
            case USER -> "user";
            case USER_MACHINE -> "user.machine";
        };
    }

    private record Wanted(List<PoolAddress> addresses, WorkerNames workerNames) {}
}
