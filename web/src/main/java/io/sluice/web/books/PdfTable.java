package io.sluice.web.books;

import com.lowagie.text.Document;
import com.lowagie.text.Element;
import com.lowagie.text.PageSize;
import com.lowagie.text.Paragraph;
import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.PdfPCell;
import com.lowagie.text.pdf.PdfPTable;
import com.lowagie.text.pdf.PdfWriter;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** A table on landscape pages, its headings on each. Pages leave as they are full. */
final class PdfTable implements Table {
    private static final float SIZE = 7;
    private static final int PART = 200;

    private final Document document = new Document(PageSize.A4.rotate(), 28, 28, 28, 28);
    private final PdfPTable table;
    private int rows;

    PdfTable(OutputStream out, String title, List<String> headings) {
        PdfWriter writer = PdfWriter.getInstance(document, out);
        writer.setCloseStream(false);
        document.addTitle(title);
        document.addCreator("Sluice");
        document.open();
        document.add(new Paragraph(Fonts.phrase(title, 16, Colours.DEEP)));
        table = new PdfPTable(headings.size());
        table.setWidthPercentage(100);
        table.setSpacingBefore(8);
        table.setHeaderRows(1);
        table.setComplete(false);
        headings.forEach(heading -> {
            PdfPCell cell = cell(heading, Colours.QUIET);
            cell.setBackgroundColor(Colours.SHADE);
            table.addCell(cell);
        });
    }

    @Override
    public void row(List<Object> cells) {
        for (Object value : cells) {
            boolean number = value instanceof Number;
            PdfPCell cell = cell(text(value), Colours.INK);
            cell.setHorizontalAlignment(number ? Element.ALIGN_RIGHT : Element.ALIGN_LEFT);
            table.addCell(cell);
        }
        if (++rows % PART == 0) {
            document.add(table);
        }
    }

    private static PdfPCell cell(String text, Color colour) {
        PdfPCell cell = new PdfPCell(Fonts.phrase(text, SIZE, colour));
        cell.setBorder(Rectangle.BOTTOM);
        cell.setBorderColor(Colours.LINE);
        cell.setBorderWidth(0.5f);
        cell.setPadding(3);
        return cell;
    }

    private static String text(Object value) {
        if (value instanceof BigDecimal hashes) {
            return Phrases.work(hashes);
        }
        return value instanceof Instant at ? Phrases.time(at) : value.toString();
    }

    @Override
    public void close() throws IOException {
        table.setComplete(true);
        document.add(table);
        document.close();
    }
}
