package io.sluice.web.rest;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Proxy;

/** A request as resources see it. */
final class Asked {
    private Asked() {}

    /** @param query names and values in turn */
    static UriInfo with(String... query) {
        var parameters = new MultivaluedHashMap<String, String>();
        for (int i = 0; i < query.length; i += 2) {
            parameters.add(query[i], query[i + 1]);
        }
        return (UriInfo) Proxy.newProxyInstance(
                Asked.class.getClassLoader(),
                new Class<?>[] {UriInfo.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getQueryParameters" -> parameters;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    static SecurityContext by(String who) {
        return (SecurityContext) Proxy.newProxyInstance(
                Asked.class.getClassLoader(),
                new Class<?>[] {SecurityContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getUserPrincipal" -> (java.security.Principal) () -> who;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
