package io.sluice.admin;

import java.time.Instant;
import java.util.Optional;

/**
 * Why a machine is where it is, and what comes next.
 *
 * @param why in a word: {@code FIRST_IN_ORDER}, {@code EVEN}, {@code ALTERNATES}, {@code WEIGHT}, {@code WAITS}, {@code
 *     SPARE}, {@code STANDBY}, {@code REPLACED}, {@code OUT_OF_SERVICE} or {@code AWAY}
 * @param subAccount what it is to work for; empty for none
 * @param since since when that is so; empty when it is not known
 * @param text the same in a sentence
 * @param next what it is expected to work for next; empty when nothing is foreseen
 * @param nextAt when about, by the hashrates of now; empty when nobody knows
 */
public record MachineExplanation(
        String machine,
        String group,
        String why,
        Optional<String> subAccount,
        Optional<Instant> since,
        String text,
        Optional<String> next,
        Optional<Instant> nextAt) {}
