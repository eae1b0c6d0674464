package io.sluice.web.books;

import com.lowagie.text.Chunk;
import com.lowagie.text.Font;
import com.lowagie.text.Phrase;
import com.lowagie.text.pdf.BaseFont;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The letters of PDFs: Liberation Sans, of which each document carries what it uses, and for Chinese the standard font of
 * PDF readers, STSong, which the reader brings along: a font with all characters would make each document megabytes large.
 */
final class Fonts {
    private static final BaseFont LATIN = latin();
    private static final BaseFont CHINESE = chinese();

    private Fonts() {}

    private static BaseFont latin() {
        try (InputStream in = BaseFont.class.getResourceAsStream("/font-fallback/LiberationSans-Regular.ttf")) {
            return BaseFont.createFont(
                    "LiberationSans-Regular.ttf",
                    BaseFont.IDENTITY_H,
                    BaseFont.EMBEDDED,
                    true,
                    in.readAllBytes(),
                    null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BaseFont chinese() {
        try {
            return BaseFont.createFont("STSong-Light", "UniGB-UCS2-H", BaseFont.NOT_EMBEDDED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Text of a size in points, each character in a font that has it. */
    static Phrase phrase(String text, float size, boolean bold) {
        // OpenPDF's own selector reads a font from its archive each time it is made.
        int style = bold ? Font.BOLD : Font.NORMAL;
        Phrase phrase = new Phrase();
        int begin = 0;
        while (begin < text.length()) {
            BaseFont font = fontOf(text.codePointAt(begin));
            int end = begin;
            while (end < text.length() && fontOf(text.codePointAt(end)).equals(font)) {
                end += Character.charCount(text.codePointAt(end));
            }
            phrase.add(
                    new Chunk(text.substring(begin, end).replaceAll("\\p{Cntrl}", " "), new Font(font, size, style)));
            begin = end;
        }
        return phrase;
    }

    private static BaseFont fontOf(int character) {
        return LATIN.charExists(character) || !CHINESE.charExists(character) ? LATIN : CHINESE;
    }
}
