/**
 * REST under {@code /api/v1}: JSON in, JSON out, every error an {@code application/problem+json}. Reads and writes
 * through {@code io.sluice.admin}, which alone decides what is valid.
 *
 * <p>May import: {@code io.sluice.admin}, {@code io.sluice.people}, {@code io.sluice.api} (what it shows of the adapter), JAX-RS, Servlet,
 * JSON-P, CDI.
 * Never the connector, Stratum, Netty or JPA.
 */
package io.sluice.web.rest;
