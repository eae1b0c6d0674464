package io.sluice.distribution;

/** Words of others, cut to what a column holds. */
final class Text {
    private Text() {}

    static String upTo(int longest, String text) {
        // PostgreSQL stores no NUL.
        String clean = text.replace('\0', ' ');
        return clean.length() <= longest ? clean : clean.substring(0, longest - 1) + "…";
    }
}
