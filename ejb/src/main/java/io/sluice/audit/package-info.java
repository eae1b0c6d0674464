/**
 * What people changed: who, when, from where, what, and how it was before and after. Written in the transaction of the
 * change, so that there is neither a change without its entry nor an entry without its change; never changed afterwards.
 *
 * <p>May import: Jakarta EE's persistence, enterprise beans and JSON. Nothing else of Sluice.
 */
package io.sluice.audit;
