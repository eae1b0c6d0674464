package io.sluice.admin;

import io.sluice.distribution.SubAccount;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** In which order the sub-accounts of a group are filled. */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.VIEW)
public class FillingOrder {
    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    Changes changes;

    /**
     * Puts sub-accounts in a new order among themselves. They share the places that they had; where two had the same, all
     * are counted from one.
     *
     * @param names of sub-accounts of one group, the first to be filled first
     * @throws UnknownNameException when one of them is not there any more; nothing is changed then
     */
    @RolesAllowed(Role.OPERATE)
    public void set(String who, List<String> names) {
        changes.oneAtATime();
        Map<String, SubAccount> found = em.createQuery(
                        "select s from SubAccount s where s.archived = false and s.name in :names", SubAccount.class)
                .setParameter("names", names)
                .getResultStream()
                .collect(Collectors.toMap(SubAccount::getName, Function.identity()));
        List<Integer> places = new ArrayList<>();
        for (String name : names) {
            if (!found.containsKey(name)) {
                throw new UnknownNameException("There is no sub-account '" + Errors.shortened(name) + "'.");
            }
            places.add(found.get(name).getPosition());
        }
        places.sort(null);
        boolean moved = false;
        boolean shared = new HashSet<>(places).size() < places.size();
        for (int i = 0; i < names.size(); i++) {
            SubAccount subAccount = found.get(names.get(i));
            int place = shared ? i + 1 : places.get(i);
            Change change = new Change();
            change.of("position", subAccount.getPosition(), place);
            if (!change.isNone()) {
                subAccount.setPosition(place);
                changes.written(
                        event -> event.ofSubAccount(subAccount.getName()),
                        who,
                        "changed",
                        "sub-account " + subAccount.getName(),
                        change);
                moved = true;
            }
        }
        if (moved) {
            changes.plan(who + " changed the filling order.");
        }
    }
}
