/**
 * Starts Sluice in one process: Payara Micro with OpenMQ's broker embedded, H2, our resource adapter and our WAR, all
 * carried by one jar. Reads the settings, says in one line what is wrong with them, and stops everything in order.
 *
 * <p>May import: the JDK, {@code fish.payara.micro} and {@code io.sluice.settings}. Knows nothing of the application but
 * the names of its archives.
 */
package io.sluice.launcher;
