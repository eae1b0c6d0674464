/**
 * The JCA resource adapter: the life of the field between start and stop, one ordered and transacted delivery to the
 * application, and the outbound {@link io.sluice.api.Switchboard}.
 *
 * <p>May import: the JDK, {@code jakarta.resource}, {@code io.sluice.api}, {@code io.sluice.settings}, {@code
 * io.sluice.stratum.relay}, {@code io.sluice.connector.net}, {@code io.sluice.connector.journal}. Never Netty, and never the application.
 */
package io.sluice.connector;
