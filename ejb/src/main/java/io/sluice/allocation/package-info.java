/**
 * Which machine works for which sub-account: the roster in, the allocation out, by strategies of one interface. Pure:
 * no database, no clock, no state.
 *
 * <p>May import: the JDK and {@code io.sluice.api}.
 */
package io.sluice.allocation;
