/**
 * The ledger on paper: exports as CSV, XLSX and PDF, written as they are read, and the statement that a customer gets.
 * For console and REST alike.
 *
 * <p>May import: {@code io.sluice.admin}, servlets, CDI, fastexcel, OpenPDF. Neither Faces nor JAX-RS, nor the packages of
 * console and REST.
 */
package io.sluice.web.books;
