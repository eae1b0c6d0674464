/**
 * What monitoring reads: health and metrics.
 *
 * <p>May import: {@code io.sluice.admin}, {@code io.sluice.api} (the status), MicroProfile, CDI. Never the connector,
 * Stratum, Netty or JPA.
 */
package io.sluice.web.health;
