/** Tests of the journal: its promises, one by one and at random, and what is on the disk. */
package io.sluice.connector.journal;
