package io.sluice.api;

import java.util.List;
import java.util.Objects;

/**
 * A sub-account that the adapter may serve.
 *
 * @param login how to log in for it
 * @param grants the current period's grant and, where periods follow one another, the next one's, so that the adapter
 *     passes from one period to the next without asking; in order of time, one or two
 */
public record Service(String subAccount, Login login, List<Grant> grants) {
    public Service {
        Objects.requireNonNull(subAccount, "subAccount");
        Objects.requireNonNull(login, "login");
        grants = List.copyOf(grants);
        if (grants.isEmpty() || grants.size() > 2) {
            throw new IllegalArgumentException("a service has one or two grants, not " + grants.size());
        }
    }
}
