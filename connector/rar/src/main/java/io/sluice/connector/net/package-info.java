/**
 * Sockets: event loops, lines, ports, TLS. The transport below {@code io.sluice.stratum.relay}, and nothing but transport.
 *
 * <p>May import: the JDK, Netty, {@code io.sluice.api}, {@code io.sluice.tls}, {@code io.sluice.stratum.relay}. Never {@code jakarta.*}: what
 * runs on an event loop does not wait for a container.
 */
package io.sluice.connector.net;
