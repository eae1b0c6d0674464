package io.sluice.connector.journal;

import static io.sluice.connector.journal.TestField.NOW;
import static io.sluice.connector.journal.TestField.origin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.stratum.relay.Origin;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** Which segments are needed, as shares that they say were sent have no verdict. */
class OpenSharesTest {
    private static final Origin ALICE = origin("m1", "alice", NOW);

    private final OpenShares open = new OpenShares(2);

    private void sent(int segment, int firstSerial, int shares) {
        open.sent(0, segment, new Entry.Sent(firstSerial, Collections.nCopies(shares, ALICE), NOW));
    }

    @Test
    void aSegmentIsNeededUntilTheLastOfItsSharesIsJudged() {
        assertThat(open.firstSegment(0)).isEqualTo(Integer.MAX_VALUE);
        sent(1, 1, 2);
        sent(2, 3, 1);
        sent(3, 4, 1);
        assertThat(open.firstSegment(0)).isEqualTo(1);
        assertThat(open.judged(0, 2)).isEqualTo(1);
        assertThat(open.judged(0, 3)).isEqualTo(2);
        assertThat(open.firstSegment(0)).isEqualTo(1);
        assertThat(open.judged(0, 1)).isEqualTo(1);
        assertThat(open.firstSegment(0)).as("2 is judged, too").isEqualTo(3);
        assertThat(open.judged(0, 4)).isEqualTo(3);
        assertThat(open.firstSegment(0)).isEqualTo(Integer.MAX_VALUE);
        assertThat(open.firstSegment(1)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void aVerdictThatIsReadBeforeItsShareCounts() {
        assertThat(open.judged(0, 2)).isZero();
        sent(1, 1, 3);
        assertThat(open.judged(0, 1)).isEqualTo(1);
        assertThat(open.judged(0, 4)).isZero();
        assertThat(open.judged(0, 3)).isEqualTo(1);
        assertThat(open.firstSegment(0)).isEqualTo(Integer.MAX_VALUE);
        sent(2, 4, 1);
        assertThat(open.firstSegment(0)).isEqualTo(Integer.MAX_VALUE);
        sent(2, 5, 1);
        assertThat(open.firstSegment(0)).isEqualTo(2);
    }

    @Test
    void serialsThatBeginAnewAreTheGreaterOnes() {
        sent(1, -2, 2);
        sent(2, 1, 2);
        assertThat(open.judged(0, 1)).isEqualTo(2);
        assertThat(open.judged(0, -1)).isEqualTo(1);
        assertThat(open.judged(0, 2)).isEqualTo(2);
        assertThat(open.firstSegment(0)).isEqualTo(1);
        assertThat(open.judged(0, -2)).isEqualTo(1);
        assertThat(open.firstSegment(0)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void aShareWithoutARecordOfItsSendingNeedsNone() {
        sent(1, 1, 1);
        assertThat(open.judged(0, 0)).isZero();
        assertThat(open.firstSegment(0)).isEqualTo(1);
    }

    @Test
    void aSecondVerdictOnAForgottenSegmentIsAnError() {
        sent(1, 1, 1);
        sent(2, 2, 1);
        open.judged(0, 1);
        assertThat(open.firstSegment(0)).isEqualTo(2);
        assertThatThrownBy(() -> open.judged(0, 1)).hasMessageContaining("second verdict");
    }
}
