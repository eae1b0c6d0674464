package io.sluice.admin;

/**
 * A group of machines and the sub-accounts that it serves.
 *
 * @param policy {@code SEQUENTIAL}, {@code STEADY} or {@code WEIGHTED}
 * @param machines how many belong to it
 * @param subAccounts how many it serves
 */
public record GroupView(String name, String policy, long machines, long subAccounts) {}
