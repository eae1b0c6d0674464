/**
 * Decides who works for whom and says so to the adapter: takes the adapter's reports to the ledger by JMS, makes plans,
 * watches that they are carried out, and tells the accounting system. Message-driven beans parse and delegate.
 *
 * <p>May import: {@code io.sluice.api}, {@code io.sluice.settings}, {@code io.sluice.allocation}, {@code
 * io.sluice.evidence}, {@code io.sluice.distribution}, Jakarta EE's messaging, enterprise beans, dependency injection, persistence and JSON,
 * MicroProfile Config, Flyway, H2.
 * Nothing of {@code jakarta.resource}.
 */
package io.sluice.scheduling;
