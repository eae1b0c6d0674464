package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class PathsTest {
    /** What the container finds behind all of {@code /api/v1/pools}, {@code //api/v1/pools}, {@code /%61pi/v1/pools}. */
    @Test
    void howeverAnAddressIsWrittenItsPathIsWhereItLeads() {
        assertThat(Paths.of(request("/%61pi/v1/pools", "/api/v1", "/pools"))).isEqualTo("/api/v1/pools");
        assertThat(Paths.isApi(Paths.of(request("//api/v1", "/api/v1", null)))).isTrue();
        assertThat(Paths.isApi(Paths.of(request("/apis", "/apis", null)))).isFalse();
        assertThat(Paths.of(request("/login", "/login", null))).isEqualTo("/login");
    }

    @Test
    void whatAPageOfAnotherOriginSendsIsForeignUnlessItOnlyReads() {
        assertThat(Paths.isForeign(sent("POST", "https://elsewhere.example"))).isTrue();
        assertThat(Paths.isForeign(sent("POST", "null"))).isTrue();
        assertThat(Paths.isForeign(sent("DELETE", "http://sluice.example:8081")))
                .isTrue();
        assertThat(Paths.isForeign(sent("POST", "https://sluice.example:8080"))).isFalse();
        assertThat(Paths.isForeign(sent("GET", "https://elsewhere.example"))).isFalse();
        assertThat(Paths.isForeign(sent("POST", null))).isFalse();
    }

    private static HttpServletRequest sent(String verb, String origin) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                PathsTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getMethod" -> verb;
                    case "getHeader" -> arguments[0].equals("Host") ? "sluice.example:8080" : origin;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static HttpServletRequest request(String uri, String servletPath, String pathInfo) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                PathsTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getRequestURI" -> uri;
                    case "getContextPath" -> "";
                    case "getServletPath" -> servletPath;
                    case "getPathInfo" -> pathInfo;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
