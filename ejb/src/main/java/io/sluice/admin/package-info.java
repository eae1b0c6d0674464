/**
 * Administration: what operators may see and change. Everything that comes in is checked whole before anything is stored,
 * by one set of rules for console and REST; what changes is written down as an event and followed by a new plan.
 *
 * <p>May import: {@code io.sluice.distribution}, {@code io.sluice.scheduling}, {@code io.sluice.allocation}, {@code
 * io.sluice.evidence}, {@code io.sluice.audit}, {@code io.sluice.api}, {@code io.sluice.settings}, Jakarta EE's persistence, enterprise beans and dependency injection. Nothing
 * of {@code jakarta.ws.rs}, {@code jakarta.faces}, JMS or {@code jakarta.resource}.
 */
package io.sluice.admin;
