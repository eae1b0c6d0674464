/**
 * What monitoring reads: health and metrics. Health asks neither database nor broker, so it answers at once though these
 * hang: what is said of them was found out by others.
 *
 * <p>May import: {@code io.sluice.admin}, {@code io.sluice.api} (the status), MicroProfile, CDI. Never the connector,
 * Stratum, Netty or JPA.
 */
package io.sluice.web.health;
