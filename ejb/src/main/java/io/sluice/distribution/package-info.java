/**
 * The distribution of computing capability: who may log in, what was done for whom, and whether it is enough. Entities,
 * authentication, the ledger and the up-to-standard check; all of it stateless, the truth is in the database.
 *
 * <p>May import: {@code io.sluice.api}, {@code io.sluice.settings}, {@code io.sluice.allocation} (for the name of a
 * policy), {@code io.sluice.evidence} (for what was found), {@code io.sluice.audit}, Jakarta EE's persistence, enterprise beans, dependency injection and JSON, JDBC and EclipseLink's session where thousands of rows are written or read. Not JMS, and nothing of
 * {@code jakarta.resource}.
 */
package io.sluice.distribution;
