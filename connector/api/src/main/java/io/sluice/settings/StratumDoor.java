package io.sluice.settings;

import java.util.OptionalInt;

/**
 * Who may connect to the ports for machines.
 *
 * @param allow only these; none: everybody who is not denied
 * @param deny never these
 * @param proxies from these alone a PROXY header is taken, and must come
 * @param connections at once, over all ports; empty: nine tenths of the files that the process may open
 * @param connectionsPerAddress at once from one address; 0: as many as there are
 */
public record StratumDoor(
        Networks allow, Networks deny, Networks proxies, OptionalInt connections, int connectionsPerAddress) {}
