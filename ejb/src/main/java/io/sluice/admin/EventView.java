package io.sluice.admin;

import java.time.Instant;
import java.util.Optional;

/** Something that happened and that an operator may want to know of. */
public record EventView(
        long id,
        Instant at,
        String kind,
        Optional<String> machine,
        Optional<String> subAccount,
        Optional<String> pool,
        String text) {}
