package io.sluice.web.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.admin.FieldError;
import io.sluice.admin.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {
    @Test
    void readsWhatIsThere() throws IOException {
        Fields fields = read(
                """
                {"text": "ä", "texts": ["a", "b"], "number": 1.5e15, "whole": 7, "truth": true, "none": null}""");

        assertThat(fields.text("text")).isEqualTo("ä");
        assertThat(fields.texts("texts")).containsExactly("a", "b");
        assertThat(fields.number("number")).isEqualByComparingTo("1500000000000000");
        assertThat(fields.whole("whole")).isEqualTo(7);
        assertThat(fields.truth("truth")).isTrue();
        assertThat(fields.text("none")).isNull();
        assertThat(fields.text("absent")).isNull();
        fields.finish(Set.of());
        fields.throwIfWrong(List::of);
    }

    @Test
    void aNumberKeepsEveryDigit() throws IOException {
        assertThat(read("{\"n\":0.1000000000000000000000000000000000001}")
                        .number("n")
                        .toPlainString())
                .isEqualTo("0.1000000000000000000000000000000000001");
    }

    @Test
    void everyWrongTypeIsNamed() throws IOException {
        Fields fields = read(
                """
                {"a": 1, "b": "x", "c": ["ok", 2], "d": "1", "e": 1.5, "f": "true", "g": [], "n": 1e400}""");
        fields.text("a");
        fields.texts("b");
        fields.texts("c");
        fields.number("d");
        fields.whole("e");
        fields.truth("f");
        fields.object("g");
        fields.number("n");

        assertThat(errors(fields))
                .extracting(FieldError::field)
                .containsExactly("a", "b", "c[1]", "d", "e", "f", "g", "n");
    }

    @Test
    void aCharacterThatNoDatabaseTakesIsNamed() throws IOException {
        Fields fields = read("{\"a\": \"x\\u0000\"}");
        assertThat(fields.text("a")).isNull();

        assertThat(errors(fields)).extracting(FieldError::field).containsExactly("a");
    }

    @Test
    void whatIsNotKnownIsRefusedAndWhatCanOnlyBeReadIsPassedOver() throws IOException {
        Fields fields = read("{\"url\": \"x\", \"state\": \"ONLINE\"}");
        fields.texts("urls");
        fields.finish(Set.of("state"));

        assertThat(errors(fields)).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("url");
            assertThat(error.message()).contains("urls");
        });
    }

    @Test
    void whatIsInsideAnObjectIsNamedByItsPath() throws IOException {
        Fields fields = read("{\"standard\": {\"hashes\": \"many\", \"colour\": 1}}");
        Fields standard = fields.object("standard");
        standard.number("hashes");
        standard.finish(Set.of());
        fields.finish(Set.of());

        assertThat(errors(fields)).extracting(FieldError::field).containsExactly("standard.hashes", "standard.colour");
    }

    @Test
    void ofAFieldThatCannotBeReadNothingElseIsSaid() throws IOException {
        Fields fields = read("{\"urls\": [7]}");
        fields.texts("urls");

        var thrown = catchThrowableOfType(
                InvalidInputException.class,
                () -> fields.throwIfWrong(() -> List.of(
                        new FieldError("urls[0]", "must be an address."), new FieldError("name", "is too long."))));

        assertThat(thrown.errors()).extracting(FieldError::field).containsExactly("urls[0]", "name");
        assertThat(thrown.errors().get(0).message()).contains("string");
    }

    @Test
    void theNameMayBeRepeatedButNotContradicted() throws IOException {
        Fields same = read("{\"name\": \"alpha\"}");
        same.repeats("name", "alpha");
        same.finish(Set.of());
        same.throwIfWrong(List::of);

        Fields other = read("{\"name\": \"beta\"}");
        other.repeats("name", "alpha");
        assertThat(errors(other)).extracting(FieldError::field).containsExactly("name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{",
                "{\"a\":}",
                "{\"a\":1,}",
                "{} x",
                "{}{}",
                "[]",
                "\"x\"",
                "7",
                "null",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{\"a\":1,\"a\":2}"
            })
    void whatIsNoJsonObjectIsRefused(String body) {
        var thrown = catchThrowableOfType(ProblemException.class, () -> read(body));

        assertThat(thrown.problem().status()).isEqualTo(400);
        assertThat(thrown.problem().type()).isEqualTo("urn:sluice:problem:malformed-json");
    }

    @Test
    void aMistakeInJsonIsSaidWithItsPlace() {
        var thrown = catchThrowableOfType(ProblemException.class, () -> read("{\n  \"a\": oops\n}"));

        assertThat(thrown.problem().detail()).contains("line 2, column 8");
    }

    @Test
    void deepNestingAndEndlessNumbersAreRefused() {
        assertThat(catchThrowableOfType(
                        ProblemException.class, () -> read("{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}")))
                .isNotNull();
        assertThat(catchThrowableOfType(ProblemException.class, () -> read("{\"a\":1e999999999999}")
                        .number("a")))
                .isNotNull();
    }

    @Test
    void aBodyHasALimit() {
        var thrown = catchThrowableOfType(
                ProblemException.class, () -> read("{\"a\":\"" + "x".repeat(Fields.LARGEST_BODY) + "\"}"));

        assertThat(thrown.problem().status()).isEqualTo(413);
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        byte[] bytes = "{\"a\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(catchThrowableOfType(ProblemException.class, () -> Fields.read(new ByteArrayInputStream(bytes))))
                .hasMessageContaining("UTF-8");
    }

    private static List<FieldError> errors(Fields fields) {
        return catchThrowableOfType(InvalidInputException.class, () -> fields.throwIfWrong(List::of))
                .errors();
    }

    private static Fields read(String body) throws IOException {
        return Fields.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }
}
