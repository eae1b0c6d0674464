/**
 * A pool and machines to try Sluice against. Both are real: machines hash for their shares, and the pool checks every
 * one that it is sent, so what they count is true on either side. For the demo, tests and benchmarks; never in the
 * product's path.
 *
 * <pre>{@code
 * try (LabPool pool = LabPool.named("alpha")
 *                 .extranonce(4, 8)
 *                 .difficulty("0.0000152587890625") // 2^-16: 65,536 hashes a share
 *                 .account("alice", "secret")
 *                 .start();
 *         LabFarm farm = new LabFarm(1)) {
 *     LabMachine machine = farm.add(
 *             LabMachine.named("rig-1").pool("127.0.0.1", pool.port()).login("alice.rig-1", "secret").hashrate(50_000));
 *     // … some time later
 *     pool.tally("alice").accepted(); // shares
 *     pool.tally("alice").work(); // their hashes, exact
 *     machine.rejected(); // shares by the pool's reason
 * }
 * }</pre>
 *
 * <p>May import: the JDK, Netty, {@code io.sluice.api}, {@code io.sluice.stratum.protocol} and {@code
 * io.sluice.stratum.work}.
 */
package io.sluice.lab;
