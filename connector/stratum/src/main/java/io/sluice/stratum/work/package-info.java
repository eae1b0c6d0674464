/**
 * The arithmetic of mining: difficulties, the 256-bit bounds they stand for, and the hash of a share.
 *
 * <p>May import: the JDK, {@code io.sluice.api} and {@code io.sluice.stratum.protocol}.
 */
package io.sluice.stratum.work;
