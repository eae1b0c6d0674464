package io.sluice.web.books;

import java.awt.Color;

/** The colours of PDFs. */
final class Colours {
    static final Color INK = new Color(0x16232D);
    static final Color QUIET = new Color(0x51626F);
    static final Color DEEP = new Color(0x0A3D56);
    static final Color WATER = new Color(0x0A668F);
    static final Color LINE = new Color(0xC9D5DC);
    static final Color SHADE = new Color(0xE9F0F3);

    private Colours() {}
}
