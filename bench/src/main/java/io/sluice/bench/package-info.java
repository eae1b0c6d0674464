/**
 * What Sluice costs, as ratios within one run: the same load with and without what is asked about.
 *
 * <p>The load is made to be cheap, so that what is measured is Sluice and not the load: a pool at which every hash is a
 * share ({@link io.sluice.bench.load.EasyPool}), and machines that need not hash therefore and send lines which were prepared
 * before ({@link io.sluice.bench.Fleet}). Everything between them is real: sockets, the relay with its full check of
 * each share, the journal.
 *
 * <p>May import: the JDK, HdrHistogram, Jackson's streaming core, {@code io.sluice.bench.application}, {@code io.sluice.bench.load},
 * {@code io.sluice.bench.farm}, {@code io.sluice.bench.jmh}, {@code io.sluice.api}, {@code io.sluice.settings}, {@code
 * io.sluice.stratum.relay}, {@code io.sluice.connector.net} and {@code io.sluice.connector.journal}.
 */
package io.sluice.bench;
