/**
 * The load of the benchmarks, made to be cheap so that what is measured is Sluice: lines over sockets without a library, and
 * a pool at which every hash is a share.
 *
 * <p>May import: the JDK.
 */
package io.sluice.bench.load;
