/**
 * Faults as tests: adapter, application, broker and database are killed, stopped, frozen, filled up and confused while
 * lab machines work through them for lab pools, and at the end the ledger must hold what the pools counted.
 *
 * <p>{@link io.sluice.faults.FaultField} is one life of adapter and application in a JVM without a container; {@link
 * io.sluice.faults.Installation} is the field, its broker, its database and the lab around it; each {@link
 * io.sluice.faults.Fault} is something that happens to them; {@link io.sluice.faults.Books} compares.
 *
 * <p>May import everything: it stands for the container.
 */
package io.sluice.faults;
