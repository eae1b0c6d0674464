package io.sluice.stratum.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.stratum.protocol.FromPool.Notify;
import io.sluice.stratum.protocol.Hex;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Blocks of the Bitcoin chain. Any copy of it shows them under their heights; headers 125552 and 100000 are also worked
 * through at https://en.bitcoin.it/wiki/Block_hashing_algorithm and in Bitcoin's own tests, 722460 at
 * https://bitcoin.stackexchange.com/questions/112329.
 */
class ShareHasherTest {
    private static final String BLOCK_100000 = "000000000003ba27aa200b1cecaad478d2b00432346c3f1f3986da1afd33e506";

    /** The coinbase of block 100000; its last eight bytes of script are where a pool's extranonces would stand. */
    private static final String COINBASE_1 = "0100000001" + "00".repeat(32) + "ffffffff08";

    private static final String EXTRANONCE = "044c86041b020602";

    private static final String COINBASE_2 = "ffffffff0100f2052a010000004341041b0e8c2567c12536aa13357b79a073dc4444acb8"
            + "3c4ec7a0e2f99dd7457516c5817242da796924ca4e99947d087fedf9ce467cb9f7c6287078f801df276fdf84ac00000000";

    @ParameterizedTest(name = "block {0}")
    @CsvSource({
        "0, 1, 0000000000000000000000000000000000000000000000000000000000000000,"
                + " 4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b, 1231006505, 1d00ffff, 2083236893,"
                + " 000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
        "125552, 1, 00000000000008a3a41b85b8b29ad444def299fee21793cd8b9e567eab02cd81,"
                + " 2b12fcf1b09288fcaff797d71e950e71ae42b91e8bdb2304758dfcffc2b620e3, 1305998791, 1a44b9f2, 2504433986,"
                + " 00000000000000001e8d6829a8a21adc5d38d0a473b144b6765798e61f98bd1d",
        "277316, 2, 0000000000000002a7bbd25a417c0374cc55261021e8a9ca74442b01284f0569,"
                + " c91c008c26e50763e9f548bb8b2fc323735f73577effbc55502c51eb4cc7cf2e, 1388185914, 1903a30c, 924591752,"
                + " 0000000000000001b6b9a13b095e96db41c4a928b97ef2d944a9b31b2cc7bdc4",
        "722460, 536879108, 00000000000000000009d54a110cc122960d31567d3ee84a1f18a98f50591046,"
                + " e1e0573e6098d8128ee859e7540f56b01fe0a33e56694df6d2fab0f96c4954b3, 1644403033, 170a8bb4, 1693537958,"
                + " 00000000000000000002b73f69e81b8b5e98dff0f2b7632fcb83c050c3b099a1",
    })
    void hashesHeadersOfTheChain(
            int height,
            int version,
            String previous,
            String merkleRoot,
            int time,
            String bits,
            long nonce,
            String expected) {
        byte[] header = new byte[80];
        littleEndian(version, header, 0);
        System.arraycopy(reversed(Hex.bytes(previous)), 0, header, 4, 32);
        System.arraycopy(reversed(Hex.bytes(merkleRoot)), 0, header, 36, 32);
        littleEndian(time, header, 68);
        littleEndian(Hex.word(bits), header, 72);
        littleEndian((int) nonce, header, 76);
        byte[] hash = new ShareHasher().headerHash(header);
        assertThat(Hex.of(reversed(hash))).as("block %s", height).isEqualTo(expected);
        assertThat(hash).isEqualTo(ShareHasher.sha256d(header));
        assertThat(Target.ofCompactBits(Hex.word(bits)).isMetBy(hash)).isTrue();
    }

    @Test
    void findsBlock100000InAJob() {
        ShareHasher hasher = new ShareHasher();
        byte[] hash =
                hasher.hash(block100000(), Hex.bytes(COINBASE_1), Hex.bytes(EXTRANONCE), 1, 1293623863, 274148111);
        assertThat(Hex.of(reversed(hash))).isEqualTo(BLOCK_100000);
        assertThat(Difficulty.of("14484.16").target().isMetBy(hash)).isTrue();
    }

    @Test
    void itsCoinbaseHasTheIdThatTheChainKnows() {
        assertThat(Hex.of(reversed(ShareHasher.sha256d(Hex.bytes(COINBASE_1 + EXTRANONCE + COINBASE_2)))))
                .isEqualTo("8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87");
    }

    @Test
    void aCoinbaseRebasedAnywhereHashesTheSame() {
        ShareHasher hasher = new ShareHasher();
        for (int moved = 0; moved <= 16; moved += 2) {
            byte[] hash = hasher.hash(
                    block100000(),
                    Hex.bytes(COINBASE_1 + EXTRANONCE.substring(0, moved)),
                    Hex.bytes(EXTRANONCE.substring(moved)),
                    1,
                    1293623863,
                    274148111);
            assertThat(Hex.of(reversed(hash))).isEqualTo(BLOCK_100000);
        }
    }

    @Test
    void everyFieldCounts() {
        ShareHasher hasher = new ShareHasher();
        byte[] coinbase1 = Hex.bytes(COINBASE_1);
        byte[] extranonce = Hex.bytes(EXTRANONCE);
        byte[] block = hasher.hash(block100000(), coinbase1, extranonce, 1, 1293623863, 274148111)
                .clone();
        assertThat(hasher.hash(block100000(), coinbase1, extranonce, 3, 1293623863, 274148111))
                .isNotEqualTo(block);
        assertThat(hasher.hash(block100000(), coinbase1, extranonce, 1, 1293623864, 274148111))
                .isNotEqualTo(block);
        assertThat(hasher.hash(block100000(), coinbase1, extranonce, 1, 1293623863, 274148112))
                .isNotEqualTo(block);
        extranonce[7]++;
        assertThat(hasher.hash(block100000(), coinbase1, extranonce, 1, 1293623863, 274148111))
                .isNotEqualTo(block);
    }

    @Test
    void handsOutTheHeaderItHashed() {
        ShareHasher hasher = new ShareHasher();
        byte[] header =
                hasher.header(block100000(), Hex.bytes(COINBASE_1), Hex.bytes(EXTRANONCE), 1, 1293623863, 274148111);
        assertThat(Hex.of(header))
                .isEqualTo("0100000050120119172a610421a6c3011dd330d9df07b63616c2cc1f1cd00200000000006657a9252aacd5c0"
                        + "b2940996ecff952228c3067cc38d4885efb5a4ac4247e9f337221b4d4c86041b0f2b5710");
    }

    /** Block 100000 as a pool would have sent it: its four transactions make two branches. */
    private static Notify block100000() {
        return new Notify(
                "100000",
                // 000000000002d01c… read backwards, then each word of it backwards
                Hex.bytes("1901125004612a1701c3a621d930d31d36b607df1fccc2160002d01c00000000"),
                new byte[0],
                Hex.bytes(COINBASE_2),
                List.of(
                        Hex.bytes("c40297f730dd7b5a99567eb8d27b78758f607507c52292d02d4031895b52f2ff"),
                        Hex.bytes("49aef42d78e3e9999c9e6ec9e1dddd6cb880bf3b076a03be1318ca789089308e")),
                1,
                0x1b04864c,
                1293623863,
                true);
    }

    private static void littleEndian(int word, byte[] to, int at) {
        for (int i = 0; i < 4; i++) {
            to[at + i] = (byte) (word >>> (8 * i));
        }
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
