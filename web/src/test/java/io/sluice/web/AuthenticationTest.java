package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
    @Test
    void aPasswordMayHoldColonsAndUmlauts() {
        var credential = Authentication.basicCredential("basic " + encoded("admin:a:ä"));

        assertThat(credential).hasValueSatisfying(c -> {
            assertThat(c.getCaller()).isEqualTo("admin");
            assertThat(c.getPasswordAsString()).isEqualTo("a:ä");
        });
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "Basic",
                "Basic ",
                "Basic !!!",
                "Bearer YTpi",
                "Basic YWRtaW4=",
                "Basic OnNlY3JldA==",
                "Basic YQA6Yg=="
            })
    void anythingElseIsNobody(String header) {
        assertThat(Authentication.basicCredential(header)).isEmpty();
    }

    @Test
    void aTokenIsWhatComesAfterBearer() {
        assertThat(Authentication.bearerToken("bearer slu_abc ")).contains("slu_abc");
        assertThat(Authentication.bearerToken("Bearer ")).contains("");
        assertThat(Authentication.bearerToken("Basic YTpi")).isEmpty();
        assertThat(Authentication.bearerToken(null)).isEmpty();
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
