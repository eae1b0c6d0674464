package io.sluice.admin;

import java.math.BigDecimal;

/**
 * A standard as an operator describes it, unchecked.
 *
 * @param hashes work due in a period
 * @param period {@code ONCE}, {@code DAILY} or an ISO-8601 duration
 */
public record StandardInput(BigDecimal hashes, String period) {}
