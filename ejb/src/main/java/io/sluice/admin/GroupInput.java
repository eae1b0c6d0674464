package io.sluice.admin;

/**
 * A group as an operator describes it, unchecked.
 *
 * @param policy how its machines are divided: {@code SEQUENTIAL}, {@code STEADY} or {@code WEIGHTED}; null: {@code
 *     SEQUENTIAL}
 */
public record GroupInput(String policy) {}
