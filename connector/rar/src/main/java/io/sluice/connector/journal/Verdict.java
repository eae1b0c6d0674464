package io.sluice.connector.journal;

/** What became of a share that was sent. */
enum Verdict {
    ACCEPTED(1),
    REJECTED(2),
    UNANSWERED(3);

    private final byte code;

    Verdict(int code) {
        this.code = (byte) code;
    }

    /** As the journal's files have it. */
    byte code() {
        return code;
    }

    static Verdict of(byte code) {
        for (Verdict verdict : values()) {
            if (verdict.code == code) {
                return verdict;
            }
        }
        throw new IllegalStateException("the journal has a verdict " + code + ", which this version does not know");
    }
}
