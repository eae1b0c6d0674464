package io.sluice.admin;

import java.time.Instant;
import java.util.Optional;

/**
 * What is to come: machines that go from one sub-account to another.
 *
 * @param why what they do now is done for, by its name: {@code FIRST_IN_ORDER}, {@code EVEN}, {@code ALTERNATES} or {@code
 *     WAITS}
 * @param from what they work for now
 * @param to what they will work for
 * @param machines how many
 * @param at when about the first of them goes, by the hashrates of now; empty when nobody knows
 */
public record MoveView(String why, String from, String to, long machines, Optional<Instant> at) {}
