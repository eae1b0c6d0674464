/**
 * Keys and certificates of our own TLS ports, for machines and for the console.
 *
 * <p>May import: {@code io.sluice.settings}, the JDK.
 */
package io.sluice.tls;
