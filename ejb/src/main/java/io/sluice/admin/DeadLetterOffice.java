package io.sluice.admin;

import io.sluice.distribution.DeadLetter;
import io.sluice.distribution.DeadLetterBox;
import io.sluice.scheduling.DeadLetters;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.List;
import java.util.Optional;

/** Where operators deal with messages that could not be read. Nothing is done to database and broker in one transaction. */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.VIEW)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class DeadLetterOffice {
    private static final int SHOWN = 2_000;

    @EJB
    DeadLetterBox box;

    @EJB
    DeadLetters letters;

    /**
     * Messages that nobody dealt with yet, newest first, each with the beginning of its text.
     *
     * @param cursor {@link Slice#next} of the slice before
     * @param limit 1 to 1000
     */
    public Slice<DeadLetterView> list(Optional<Long> cursor, int limit) {
        List<DeadLetter> found = box.open(cursor, limit);
        return new Slice<>(
                found.stream()
                        .map(letter -> view(letter, beginning(letter.getBody())))
                        .toList(),
                found.size() < limit
                        ? Optional.empty()
                        : Optional.of(found.get(limit - 1).getId()));
    }

    /**
     * One, with all of its text.
     *
     * @throws UnknownNameException when there is none, or somebody dealt with it
     */
    public DeadLetterView get(long id) {
        DeadLetter letter = find(id);
        return view(letter, letter.getBody());
    }

    /**
     * Puts a message back on its queue, the very same text. It is taken out of the list after that; who dies in between
     * leaves it in both, and the ledger books a report once.
     *
     * @param who the operator, for the event
     * @throws UnknownNameException when there is none, or somebody dealt with it
     */
    @RolesAllowed(Role.OPERATE)
    public void replay(String who, long id) {
        DeadLetter letter = find(id);
        letters.putBack(letter);
        box.replayed(who, id);
    }

    /**
     * Gives a message up for good.
     *
     * @param who the operator, for the event, which quotes the message
     * @throws UnknownNameException when there is none, or somebody dealt with it
     */
    @RolesAllowed(Role.OPERATE)
    public void discard(String who, long id) {
        box.discard(who, find(id).getId());
    }

    private DeadLetter find(long id) {
        return box.find(id)
                .orElseThrow(() -> new UnknownNameException("There is no dead letter " + id + ", or not any more."));
    }

    private static String beginning(String body) {
        return body.length() <= SHOWN ? body : body.substring(0, SHOWN) + "…";
    }

    private static DeadLetterView view(DeadLetter letter, String body) {
        return new DeadLetterView(
                letter.getId(),
                letter.getArrivedAt(),
                letter.getQueue(),
                letter.getReason(),
                body,
                letter.getReport().map(report -> report.incarnation() + "/" + report.number()));
    }
}
