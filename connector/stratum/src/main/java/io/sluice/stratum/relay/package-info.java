/**
 * The relay between machines and pools: who works for which sub-account, jobs out, shares in. Everything that one event
 * loop owns is a {@link io.sluice.stratum.relay.Relay}; the loops share only what {@link io.sluice.stratum.relay.Field}
 * holds, of which a share touches one counter.
 *
 * <p>A relay is driven by lines of bytes, timers and plans, and knows neither sockets nor threads: they come in through
 * {@link io.sluice.stratum.relay.Loop} and {@link io.sluice.stratum.relay.Line}. What is booked goes out through {@link
 * io.sluice.stratum.relay.ShareJournal}, before a pool or a machine hears of it; all other news through {@link
 * io.sluice.stratum.relay.Reports}.
 *
 * <p>May import: the JDK, {@code io.sluice.api}, {@code io.sluice.stratum.protocol}, {@code io.sluice.stratum.work}.
 */
package io.sluice.stratum.relay;
