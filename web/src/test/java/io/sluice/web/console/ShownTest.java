package io.sluice.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.admin.FieldError;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShownTest {
    private final Shown shown = new Shown();

    @Test
    void numbersAreShownAsPeopleReadThem() {
        assertThat(shown.hashrate(0)).isEqualTo("0\u202fH/s");
        assertThat(shown.hashrate(5.25e12)).isEqualTo("5.25\u202fTH/s");
        assertThat(shown.work(new BigDecimal("1.5e15"))).isEqualTo("1.50\u202fPH");
        assertThat(shown.work(new BigDecimal("1e30"))).isEqualTo("1000000\u202fYH");
        assertThat(shown.exact(new BigDecimal("1.5e15"))).isEqualTo("1500000000000000 hashes");
        assertThat(shown.bytes(64_000_000)).isEqualTo("64.0\u202fMB");
        assertThat(shown.count(1234567)).isEqualTo("1,234,567");
        assertThat(Shown.rough(Duration.ofSeconds(90))).isEqualTo("90 s");
        assertThat(Shown.rough(Duration.ofHours(50))).isEqualTo("2 d");
    }

    @Test
    void nothingIsFullBeforeItIs() {
        assertThat(shown.percent(0.99999)).isEqualTo("99.9\u202f%");
        assertThat(shown.percent(1)).isEqualTo("100.0\u202f%");
    }

    @Test
    void aMistakeIsShownAtTheFieldItWasTypedInto() {
        assertThat(Form.component("urls[3]")).isEqualTo("urls");
        assertThat(Form.component("standard.hashes")).isEqualTo("hashes");
        assertThat(Form.component("pool")).isEqualTo("pool");
    }

    @Test
    void numbersAreReadAsPeopleTypeThem() {
        List<FieldError> errors = new ArrayList<>();

        assertThat(Typed.number("n", Form.create().with("n", " 1.5e15 "), errors))
                .isEqualByComparingTo("1500000000000000");
        assertThat(Typed.number("n", Form.create().with("n", "1_000 000"), errors))
                .isEqualByComparingTo("1000000");
        assertThat(Typed.number("n", Form.create().with("n", ""), errors)).isNull();
        assertThat(errors).isEmpty();

        assertThat(Typed.number("n", Form.create().with("n", "many"), errors)).isNull();
        assertThat(Typed.number("n", Form.create().with("n", "1e999999"), errors))
                .isNull();
        assertThat(errors).hasSize(2);
    }
}
