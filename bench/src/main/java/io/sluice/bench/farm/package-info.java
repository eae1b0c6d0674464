/**
 * What a farm sees of Sluice: the same load first straight to the pool, then through {@code sluice.jar} as it ships, with
 * journal, ledger and database, on one machine in one go.
 *
 * <p>Three processes: this one is the machines, one is the pool, one is Sluice. All take their time from {@link
 * java.lang.System#nanoTime}, which on Linux is one clock for all processes.
 *
 * <p>May import: the JDK, HdrHistogram, Jackson's streaming core and {@code io.sluice.bench.load}.
 */
package io.sluice.bench.farm;
