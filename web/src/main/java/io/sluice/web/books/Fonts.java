package io.sluice.web.books;

import com.lowagie.text.Chunk;
import com.lowagie.text.Font;
import com.lowagie.text.Phrase;
import com.lowagie.text.pdf.BaseFont;
import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The letters of PDFs: Liberation Sans and, for Chinese, Droid Sans Fallback with the characters of GB 2312. Each document
 * carries what it uses of them, so that it looks the same wherever it is read. For a character that is in neither, STSong,
 * which some readers bring along.
 */
final class Fonts {
    private static final BaseFont LATIN = embedded("/font-fallback/LiberationSans-Regular.ttf");

    private Fonts() {}

    /** Read when the first document needs them. */
    private static final class Chinese {
        static final BaseFont USUAL = embedded("/io/sluice/web/books/chinese.ttf");
        static final BaseFont RARE = readers();

        private static BaseFont readers() {
            try {
                return BaseFont.createFont("STSong-Light", "UniGB-UCS2-H", BaseFont.NOT_EMBEDDED);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static BaseFont embedded(String resource) {
        try (InputStream in = Fonts.class.getResourceAsStream(resource)) {
            return BaseFont.createFont(
                    resource.substring(resource.lastIndexOf('/') + 1),
                    BaseFont.IDENTITY_H,
                    BaseFont.EMBEDDED,
                    true,
                    in.readAllBytes(),
                    null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Text of a size in points, each character in a font that has it. There is no bold one: colours tell what is what. */
    static Phrase phrase(String text, float size, Color colour) {
        // OpenPDF's own selector reads a font from its archive each time it is made.
        Phrase phrase = new Phrase();
        int begin = 0;
        while (begin < text.length()) {
            BaseFont font = fontOf(text.codePointAt(begin));
            int end = begin;
            while (end < text.length() && fontOf(text.codePointAt(end)).equals(font)) {
                end += Character.charCount(text.codePointAt(end));
            }
            phrase.add(new Chunk(
                    text.substring(begin, end).replaceAll("\\p{Cntrl}", " "),
                    new Font(font, size, Font.NORMAL, colour)));
            begin = end;
        }
        return phrase;
    }

    private static BaseFont fontOf(int character) {
        if (LATIN.charExists(character)) {
            return LATIN;
        }
        if (Chinese.USUAL.charExists(character)) {
            return Chinese.USUAL;
        }
        return Chinese.RARE.charExists(character) ? Chinese.RARE : LATIN;
    }
}
