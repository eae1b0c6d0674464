/**
 * Stratum V1 as it stands on the wire: the messages of both sides, and the codecs that read and render them. A codec
 * knows nothing of sessions; whether a message is welcome at that moment is for the relay to say.
 *
 * <p>May import: the JDK and Jackson's streaming core.
 */
package io.sluice.stratum.protocol;
