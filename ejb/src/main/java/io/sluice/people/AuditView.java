package io.sluice.people;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * One change by a person.
 *
 * @param who name of the user, or {@code token:} and the name of a token
 * @param address network address that it came from; empty when it came from inside
 * @param did such as {@code changed}
 * @param thing such as {@code pool alpha}
 * @param before what was different; empty where there was nothing
 * @param after the same fields then; a secret is only said to have changed
 */
public record AuditView(
        long id,
        Instant at,
        String who,
        String address,
        String did,
        String thing,
        Optional<JsonObject> before,
        Optional<JsonObject> after) {}
