package io.sluice.stratum.relay;

/**
 * How the extranonce is divided between us and a machine: extranonce1 and extranonce2 as the machine knows them. A pool
 * can carry a profile when its own extranonce2 has room for both. Wide and medium extranonces have their top bit set, so
 * that none equals a narrower one behind its padding of zeros.
 */
enum Profile {
    WIDE(4, 4, 1L << 31),
    MEDIUM(2, 4, 1L << 15),
    NARROW(1, 3, 1L << 8);

    /** What an address is taken for that never said its sizes. */
    static final int UNKNOWN_POOL_SIZE = 4;

    final int extranonce1Size;
    final int extranonce2Size;
    /** Machines that one pool session can tell apart. */
    final long machinesPerSession;

    Profile(int extranonce1Size, int extranonce2Size, long machinesPerSession) {
        this.extranonce1Size = extranonce1Size;
        this.extranonce2Size = extranonce2Size;
        this.machinesPerSession = machinesPerSession;
    }

    int size() {
        return extranonce1Size + extranonce2Size;
    }

    /** The widest profile that a pool with such an extranonce2 can carry; narrow when it can carry none. */
    static Profile widest(int poolExtranonce2Size) {
        for (Profile profile : values()) {
            if (profile.size() <= poolExtranonce2Size) {
                return profile;
            }
        }
        return NARROW;
    }

    /** The extranonce1 of a machine with this number within its bank. */
    byte[] extranonce1(long number) {
        long value = this == NARROW ? number : number | machinesPerSession;
        byte[] bytes = new byte[extranonce1Size];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (value >>> (8 * (bytes.length - 1 - i)));
        }
        return bytes;
    }
}
