/**
 * The console: Faces pages for operators. A page shows what {@code io.sluice.admin} reads and hands back what was typed;
 * what is wrong with that comes from there too and is shown next to its field.
 *
 * <p>May import: {@code io.sluice.admin}, {@code io.sluice.people}, {@code io.sluice.web} (the session), {@code io.sluice.api} (the status), Faces, PrimeFaces, Jakarta Security,
 * Servlet, CDI. Never the connector, Stratum, Netty or JPA.
 */
package io.sluice.web.console;
