/**
 * Judges machines by evidence: whether the shares that one found are improbably few at its standard, whether it finds none
 * at all, whether too many of its shares are bad; and learns what a machine's standard is. Pure: no database, no clock;
 * time is what the samples say.
 *
 * <p>May import: the JDK only.
 */
package io.sluice.evidence;
