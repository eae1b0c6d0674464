package io.sluice.settings;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Addresses and networks of addresses, as in {@code 10.0.0.0/8, 192.0.2.7, 2001:db8::/32}. An IPv4 address that comes
 * mapped into IPv6 counts as the IPv4 address it is.
 */
public record Networks(List<Network> all) implements Predicate<InetAddress> {
    /** None at all. */
    public static final Networks NONE = new Networks(List.of());

    private static final Pattern FOUR = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern SIX = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,3}");

    /**
     * One network.
     *
     * @param first its first address
     * @param length bits of an address that tell the network: 32 or 128 for a single address
     */
    public record Network(InetAddress first, int length) {
        boolean contains(InetAddress address) {
            byte[] mine = first.getAddress();
            byte[] other = address.getAddress();
            if (mine.length != other.length) {
                return false;
            }
            int shift = mine.length * 8 - length;
            return new BigInteger(1, mine).shiftRight(shift).equals(new BigInteger(1, other).shiftRight(shift));
        }
    }

    public Networks {
        all = List.copyOf(all);
    }

    /**
     * Reads networks that are parted by commas.
     *
     * @throws IllegalArgumentException naming the first that is none
     */
    public static Networks parse(String text) {
        List<Network> all = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            if (!one.isBlank()) {
                all.add(network(one.strip()));
            }
        }
        return new Networks(all);
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (isAddress(address)) {
            try {
                // No name, so nothing is looked up.
                InetAddress first = InetAddress.getByName(address);
                int bits = first.getAddress().length * 8;
                String length = slash < 0 ? String.valueOf(bits) : text.substring(slash + 1);
                if (LENGTH.matcher(length).matches() && Integer.parseInt(length) <= bits) {
                    return new Network(first, Integer.parseInt(length));
                }
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("'" + text + "' is no address", e);
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no address or network");
    }

    /** Whether something is written as an address, and not as a name. */
    static boolean isAddress(String text) {
        return FOUR.matcher(text).matches() || SIX.matcher(text).matches();
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Whether an address is in one of them. */
    @Override
    public boolean test(InetAddress address) {
        // Not a stream: each connection asks.
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).contains(address)) {
                return true;
            }
        }
        return false;
    }
}
