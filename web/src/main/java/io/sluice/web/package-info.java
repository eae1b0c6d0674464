/**
 * What the console and REST share: the way in, the headers of every answer, and the page for what goes wrong.
 *
 * <p>May import: {@code io.sluice.admin}, {@code io.sluice.people}, {@code io.sluice.audit} (where a request comes from), Servlet, Jakarta Security, CDI, and of Faces what tells an ended view. Never the connector, Stratum, Netty or JPA.
 */
package io.sluice.web;
