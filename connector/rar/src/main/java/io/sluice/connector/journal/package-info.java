/**
 * The journal of shares: what loops send to pools and hear from them, on the disk before anything else is done about it,
 * and from there, folded into numbered reports, to the application.
 *
 * <p>Who does what: each loop appends to its own stream of mapped segments ({@link
 * io.sluice.connector.journal.LoopJournal}); one thread keeps the journal – makes segments, brings them to the disk,
 * removes them – by {@link io.sluice.connector.journal.Journal#keep}; another delivers, by {@link
 * io.sluice.connector.journal.Journal#next}. Only the last two ever wait for a disk.
 *
 * <p>May import: the JDK, {@code io.sluice.api}, {@code io.sluice.settings}, {@code io.sluice.stratum.relay}.
 */
package io.sluice.connector.journal;
