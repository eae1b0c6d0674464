/**
 * Tests of the whole, on the archives that the build made: {@code sluice.jar} as a process, the RARs and the WAR on
 * Payara Micro, {@code sluice.ear} on Payara Server. Pools and machines are the lab's.
 *
 * <p>May import: the JDK, JUnit, AssertJ, Arquillian, Selenium, {@code io.sluice.lab}, {@code io.sluice.api} and {@code
 * io.sluice.stratum.work}; nothing of the application.
 */
package io.sluice.whole;
