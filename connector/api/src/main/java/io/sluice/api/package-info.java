/**
 * What the application and the resource adapter say to each other: the adapter reports through {@link
 * io.sluice.api.FieldListener}, the application commands through {@link io.sluice.api.Switchboard}. Values are
 * immutable and validated where they are made.
 *
 * <p>May import: the JDK only. Ships inside the resource adapter's archive and nowhere else, so that there is one
 * copy of each class.
 */
package io.sluice.api;
