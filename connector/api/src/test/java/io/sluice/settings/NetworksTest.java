package io.sluice.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {
    private static final Networks SOME = Networks.parse("10.0.0.0/8, 192.0.2.7,198.51.100.128/25,2001:db8::/32, ");

    @ParameterizedTest
    @CsvSource({
        "10.255.1.2, true",
        "11.0.0.0, false",
        "192.0.2.7, true",
        "192.0.2.8, false",
        "198.51.100.200, true",
        "198.51.100.100, false",
        "2001:db8:1::5, true",
        "2001:db9::, false",
        "::ffff:10.1.2.3, true"
    })
    void holdWhatTheirBitsSay(String address, boolean held) throws UnknownHostException {
        assertThat(SOME.test(InetAddress.getByName(address))).isEqualTo(held);
    }

    @Test
    void ofLengthZeroHoldAllOfTheirKind() throws UnknownHostException {
        Networks all = Networks.parse("0.0.0.0/0");
        assertThat(all.test(InetAddress.getByName("203.0.113.9"))).isTrue();
        assertThat(all.test(InetAddress.getByName("2001:db8::1"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.0/33", "10.1", "10.0.0.0/-1", "pool.example", "300.1.1.1", "::/129", "10.0.0.0/8/8"})
    void whatIsNoneIsNamed(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Networks.parse("10.0.0.0/8," + text))
                .withMessageContaining("'" + text + "'");
    }

    @Test
    void poolsMayBeWhereTheyAreNamedOrInANetworkThatIs() throws UnknownHostException {
        PoolHosts hosts = PoolHosts.parse("Stratum.Example, *.pool.example,198.51.100.0/24");
        InetAddress elsewhere = InetAddress.getByName("203.0.113.9");
        assertThat(hosts.allow("stratum.example", elsewhere)).isTrue();
        assertThat(hosts.allow("eu.POOL.example", elsewhere)).isTrue();
        assertThat(hosts.allow("a.b.pool.example", elsewhere)).isTrue();
        assertThat(hosts.allow("pool.example", elsewhere)).isFalse();
        assertThat(hosts.allow("evilpool.example", elsewhere)).isFalse();
        assertThat(hosts.allow("other.example", elsewhere)).isFalse();
        assertThat(hosts.allow("other.example", InetAddress.getByName("198.51.100.3")))
                .isTrue();
        assertThat(hosts.names("198.51.100.3")).isFalse();
        assertThat(PoolHosts.ANYWHERE.allow("other.example", elsewhere)).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> PoolHosts.parse("pool.example,http://x"));
    }
}
