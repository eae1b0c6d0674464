package io.sluice.settings;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Where pools may be: names of hosts, {@code *.pool.example} for all names that end so, addresses and networks. When there
 * is none, they may be anywhere.
 *
 * @param names in lower case; one that begins with a dot stands for all names that end with it
 */
public record PoolHosts(Set<String> names, Networks networks) {
    /** They may be anywhere. */
    public static final PoolHosts ANYWHERE = new PoolHosts(Set.of(), Networks.NONE);

    private static final Pattern NAME = Pattern.compile("(\\*\\.)?[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    public PoolHosts {
        names = Set.copyOf(names);
    }

    /**
     * Reads what is parted by commas.
     *
     * @throws IllegalArgumentException naming the first that is neither name nor network
     */
    public static PoolHosts parse(String text) {
        Set<String> names = new TreeSet<>();
        List<Networks.Network> networks = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String one = part.strip();
            boolean number = one.contains("/") || Networks.isAddress(one);
            if (!number && NAME.matcher(one).matches()) {
                String name = one.toLowerCase(Locale.ROOT);
                names.add(name.startsWith("*") ? name.substring(1) : name);
            } else if (!one.isEmpty()) {
                networks.addAll(Networks.parse(one).all());
            }
        }
        return new PoolHosts(names, new Networks(networks));
    }

    /** Whether pools may be anywhere. */
    public boolean isAnywhere() {
        return names.isEmpty() && networks.isEmpty();
    }

    /** Whether a host is named, by its name or a part of it. */
    public boolean names(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            if (names.contains(name.substring(dot))) {
                return true;
            }
        }
        return names.contains(name);
    }

    /** Whether a pool may be there. */
    public boolean allow(String host, InetAddress address) {
        return isAnywhere() || names(host) || networks.test(address);
    }
}
