package io.sluice.admin;

/**
 * Why a pool rejected shares of a sub-account, and how many.
 *
 * @param pool where the sub-account is now; empty when it is at none any more
 * @param reason in the pool's own words
 */
public record PoolRejection(String pool, String subAccount, String reason, long shares) {}
