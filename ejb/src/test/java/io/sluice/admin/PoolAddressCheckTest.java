package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.PoolAddress;
import io.sluice.settings.PoolHosts;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolAddressCheckTest {
    private final PoolAddressCheck check = new PoolAddressCheck(false, PoolHosts.ANYWHERE, InetAddress::getAllByName);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "10.0.0.1",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "0.0.0.0",
                "100.64.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "fd12:3456::1",
                "::ffff:127.0.0.1"
            })
    void insideIsRefused(String host) {
        assertThat(check.refusal(new PoolAddress(host, 3333, false))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "100.128.0.1", "2001:4860:4860::8888"})
    void outsideIsNot(String host) {
        assertThat(check.refusal(new PoolAddress(host, 3333, false))).isEmpty();
    }

    @Test
    void aNameIsJudgedByWhatItResolvesTo() {
        var byName = new PoolAddressCheck(false, PoolHosts.ANYWHERE, host ->
                new InetAddress[] {InetAddress.getByName("8.8.8.8"), InetAddress.getByName("192.168.1.1")});

        assertThat(byName.refusal(new PoolAddress("pool.example", 3333, false)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("192.168.1.1"));
    }

    @Test
    void whereThePlacesOfPoolsAreNamedTheyAreNowhereElse() {
        var named = new PoolAddressCheck(true, PoolHosts.parse("pool.example,10.0.0.0/8"), host ->
                new InetAddress[] {InetAddress.getByName(host.equals("pool.example") ? "8.8.8.8" : host)});

        assertThat(named.refusal(new PoolAddress("pool.example", 3333, false))).isEmpty();
        assertThat(named.refusal(new PoolAddress("10.1.2.3", 3333, false))).isEmpty();
        assertThat(named.refusal(new PoolAddress("8.8.4.4", 3333, false)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("SLUICE_POOL_ALLOW"));
    }

    @Test
    void aNameThatNobodyKnowsIsNotRefused() {
        var unknown = new PoolAddressCheck(false, PoolHosts.ANYWHERE, host -> {
            throw new UnknownHostException(host);
        });

        assertThat(unknown.refusal(new PoolAddress("pool.example", 3333, false)))
                .isEmpty();
    }

    @Test
    void everythingIsAllowedByDefault() {
        assertThat(new PoolAddressCheck(true, PoolHosts.ANYWHERE, InetAddress::getAllByName)
                        .refusal(new PoolAddress("127.0.0.1", 3333, false)))
                .isEmpty();
    }
}
