package io.sluice.people;

import io.sluice.admin.Role;
import io.sluice.admin.Slice;
import io.sluice.audit.AuditEntry;
import io.sluice.audit.AuditLog;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The audit log, to be read. */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.ADMINISTER)
public class Audits {
    private static final JsonProvider JSON = JsonProvider.provider();

    @EJB
    AuditLog log;

    /**
     * Changes, newest first.
     *
     * @param who only of this user or token
     * @param thing only of things with this in their name
     * @param from only what happened then or later
     * @param to only what happened before then
     * @param cursor {@link Slice#next} of the slice before
     * @param limit 1 to 1000
     */
    public Slice<AuditView> latest(
            Optional<String> who,
            Optional<String> thing,
            Optional<Instant> from,
            Optional<Instant> to,
            Optional<Long> cursor,
            int limit) {
        List<AuditEntry> found = log.read(new AuditLog.Filter(who, thing, from, to), cursor, limit);
        return new Slice<>(
                found.stream().map(Audits::view).toList(),
                found.size() < limit
                        ? Optional.empty()
                        : Optional.of(found.get(limit - 1).getId()));
    }

    private static AuditView view(AuditEntry entry) {
        return new AuditView(
                entry.getId(),
                entry.getAt(),
                entry.getWho(),
                entry.getAddress(),
                entry.getDid(),
                entry.getThing(),
                entry.getBefore().map(Audits::object),
                entry.getAfter().map(Audits::object));
    }

    private static JsonObject object(String json) {
        try (JsonReader reader = JSON.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }
}
