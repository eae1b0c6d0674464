/**
 * People: who may use console and REST, with which role; the tokens of scripts; the links of customers; and what all of
 * them changed. Passwords and tokens are stored as hashes only.
 *
 * <p>May import: {@code io.sluice.admin}, {@code io.sluice.audit}, {@code io.sluice.distribution} (for what a link shows),
 * {@code io.sluice.api}, {@code io.sluice.settings}, Caffeine, Jakarta EE's persistence, enterprise beans and JSON.
 * Nothing of {@code jakarta.servlet}, {@code jakarta.ws.rs}, {@code jakarta.faces} or JMS.
 */
package io.sluice.people;
