package io.sluice.admin;

import io.sluice.api.FieldStatus;
import io.sluice.api.Switchboard;
import io.sluice.api.SwitchboardFactory;
import io.sluice.api.SwitchboardUnavailableException;
import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.Optional;

/** How the field stands, to be read. */
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
@PermitAll // health and metrics ask, which are nobody
public class Field {
    @Resource(lookup = "java:app/eis/switchboard")
    SwitchboardFactory switchboards;

    /** The adapter's status, no older than a second; empty while the adapter does not run. */
    public Optional<FieldStatus> status() {
        try (Switchboard switchboard = switchboards.getConnection()) {
            return Optional.of(switchboard.status());
        } catch (SwitchboardUnavailableException e) {
            // Shown as "not listening" by health and console; what is stored can still be read.
            return Optional.empty();
        }
    }
}
