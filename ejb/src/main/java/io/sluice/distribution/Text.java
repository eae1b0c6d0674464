package io.sluice.distribution;

/** Words of others, cut to what a column holds. */
final class Text {
    private Text() {}

    static String upTo(int longest, String text) {
        String clean = storable(text);
        return clean.length() <= longest ? clean : clean.substring(0, longest - 1) + "…";
    }

    /** The text without what PostgreSQL does not store: NUL, which no JSON has. */
    static String storable(String text) {
        return text.replace('\0', ' ');
    }
}
