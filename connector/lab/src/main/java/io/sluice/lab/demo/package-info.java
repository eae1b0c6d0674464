/**
 * Sluice from outside: runs {@code sluice.jar} as a process, speaks to its REST API, and shows it to a person with lab
 * pools and a lab farm. The tests of the whole use the same process and client.
 *
 * <p>May import: the JDK, Jackson's streaming API, {@code io.sluice.api}, {@code io.sluice.stratum.work} and {@code
 * io.sluice.lab}.
 */
package io.sluice.lab.demo;
