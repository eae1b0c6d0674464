/**
 * What one share and one job cost in themselves, by JMH: hashing, the codecs, and a share's whole way through the relay
 * without sockets. Beside each is what a straightforward program would do, measured in the same run.
 *
 * <p>Benchmarks are public with public methods and a constructor of no arguments, as JMH makes its own classes of them.
 *
 * <p>May import: the JDK, JMH, Jackson's streaming core, {@code io.sluice.bench.application}, {@code io.sluice.bench.load}, {@code io.sluice.api}, {@code io.sluice.stratum.protocol},
 * {@code io.sluice.stratum.work} and {@code io.sluice.stratum.relay}.
 */
package io.sluice.bench.jmh;
