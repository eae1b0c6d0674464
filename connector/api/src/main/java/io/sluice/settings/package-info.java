/**
 * The settings of a Sluice process: read once at start, validated whole, fixed afterwards. Each is documented in the
 * README's table. And the secrets that are made where none was set, in files of the home.
 *
 * <p>May import: the JDK only. The launcher carries a copy of these classes, so nothing of them crosses between launcher
 * and application.
 */
package io.sluice.settings;
