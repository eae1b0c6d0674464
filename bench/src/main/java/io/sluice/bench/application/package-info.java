/**
 * What benchmarks of the relay have in an application's place.
 *
 * <p>May import: the JDK, {@code io.sluice.api} and {@code io.sluice.stratum.relay}.
 */
package io.sluice.bench.application;
