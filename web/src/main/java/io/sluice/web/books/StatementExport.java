package io.sluice.web.books;

import com.lowagie.text.Document;
import com.lowagie.text.Element;
import com.lowagie.text.PageSize;
import com.lowagie.text.Paragraph;
import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.ColumnText;
import com.lowagie.text.pdf.PdfPCell;
import com.lowagie.text.pdf.PdfPTable;
import com.lowagie.text.pdf.PdfPageEventHelper;
import com.lowagie.text.pdf.PdfWriter;
import io.sluice.admin.LedgerPeriod;
import io.sluice.admin.Statement;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The statement that a customer gets: a page of PDF for a month, and the same days as CSV or XLSX. */
public final class StatementExport {
    private static final float SIZE = 9.5f;

    private StatementExport() {}

    /**
     * Writes a statement and leaves the stream open.
     *
     * @throws IOException when the stream breaks
     */
    public static void write(Format format, OutputStream out, Phrases phrases, Statement statement) throws IOException {
        switch (format) {
            case PDF -> pdf(out, phrases, statement);
            case CSV, XLSX -> days(format, out, phrases, statement);
        }
    }

    /** A name for the file that says whose and when, without anything that a file system minds. */
    public static String fileName(Format format, Statement statement) {
        return "statement-" + statement.period().subAccount().replaceAll("[^A-Za-z0-9._-]", "_") + "-"
                + Phrases.day(statement.period().start()) + "." + format.ending();
    }

    private static void days(Format format, OutputStream out, Phrases phrases, Statement statement) throws IOException {
        try (Table table = Table.begin(
                format,
                out,
                phrases.say("statement"),
                List.of(
                        phrases.say("column.subAccount"),
                        phrases.say("column.periodStart"),
                        phrases.say("column.day"),
                        phrases.say("column.hashes"),
                        phrases.say("column.acceptedShares"),
                        phrases.say("column.rejectedShares"),
                        phrases.say("column.unansweredShares")))) {
            for (Statement.Day day : statement.days()) {
                table.row(List.of(
                        statement.period().subAccount(),
                        statement.period().start(),
                        Phrases.day(day.start()),
                        day.hashes(),
                        day.acceptedShares(),
                        day.rejectedShares(),
                        day.unansweredShares()));
            }
        }
    }

    private static void pdf(OutputStream out, Phrases phrases, Statement statement) {
        LedgerPeriod period = statement.period();
        Document document = new Document(PageSize.A4, 50, 50, 46, 46);
        PdfWriter writer = PdfWriter.getInstance(document, out);
        writer.setCloseStream(false);
        writer.setPageEvent(new PageNumbers());
        document.addTitle(phrases.say("statement") + " " + period.subAccount());
        document.addCreator("Sluice");
        document.setDocumentLanguage(phrases.locale().toLanguageTag());
        document.open();
        document.add(new Paragraph(Fonts.phrase(phrases.say("statement"), 22, Colours.DEEP)));
        document.add(new Paragraph(
                Fonts.phrase(phrases.say(statement.isFinal() ? "final" : "provisional"), SIZE, Colours.QUIET)));
        if (period.due().isPresent()) {
            document.add(bar(period.filled()));
        }

        PdfPTable facts = new PdfPTable(new float[] {32, 68});
        facts.setWidthPercentage(100);
        facts.setSpacingBefore(14);
        fact(facts, phrases.say("customer"), period.subAccount());
        statement.pool().ifPresent(pool -> fact(facts, phrases.say("pool"), pool + ", " + statement.poolUser()));
        fact(
                facts,
                phrases.say("period"),
                Phrases.time(period.start()) + " UTC – "
                        + period.end().map(end -> Phrases.time(end) + " UTC").orElse(phrases.say("withoutEnd")));
        fact(
                facts,
                phrases.say("standard"),
                period.due().map(StatementExport::both).orElse(phrases.say("noStandard")));
        fact(facts, phrases.say("delivered"), both(period.accumulatedHashes()));
        if (period.due().isPresent()) {
            fact(
                    facts,
                    phrases.say("upToStandard"),
                    period.upToStandardAt()
                            .map(at -> phrases.say("yesAt", Phrases.time(at)))
                            .orElse(phrases.say("notYet", Phrases.percent(period.filled()))));
        }
        fact(facts, phrases.say("column.acceptedShares"), phrases.count(period.acceptedShares()));
        fact(facts, phrases.say("column.rejectedShares"), rejected(phrases, statement));
        fact(facts, phrases.say("column.unansweredShares"), phrases.count(period.unansweredShares()));
        document.add(facts);

        if (!statement.days().isEmpty()) {
            document.add(dayTable(phrases, statement));
        }
        Paragraph foot =
                new Paragraph(Fonts.phrase(phrases.say("foot", Phrases.time(statement.madeAt())), 8, Colours.QUIET));
        foot.setSpacingBefore(14);
        document.add(foot);
        document.close();
    }

    /** How much of the standard is met, to be seen at a glance. */
    private static PdfPTable bar(double filled) {
        float done = (float) Math.max(0, Math.min(1, filled)) * 1_000;
        PdfPTable bar = new PdfPTable(done <= 0 || done >= 1_000 ? new float[] {1} : new float[] {done, 1_000 - done});
        bar.setWidthPercentage(100);
        bar.setSpacingBefore(12);
        for (int i = 0; i < bar.getNumberOfColumns(); i++) {
            PdfPCell cell = new PdfPCell();
            cell.setFixedHeight(7);
            cell.setBorder(Rectangle.NO_BORDER);
            cell.setBackgroundColor(i == 0 && done > 0 ? Colours.WATER : Colours.SHADE);
            bar.addCell(cell);
        }
        return bar;
    }

    /** On each page, its number. */
    private static final class PageNumbers extends PdfPageEventHelper {
        @Override
        public void onEndPage(PdfWriter writer, Document document) {
            ColumnText.showTextAligned(
                    writer.getDirectContent(),
                    Element.ALIGN_RIGHT,
                    Fonts.phrase(Integer.toString(writer.getPageNumber()), 8, Colours.QUIET),
                    document.right(),
                    document.bottom() - 18,
                    0);
        }
    }

    private static String both(BigDecimal hashes) {
        return Phrases.work(hashes) + " (" + Phrases.exact(hashes) + ")";
    }

    private static String rejected(Phrases phrases, Statement statement) {
        List<String> reasons = new ArrayList<>();
        statement
                .rejections()
                .forEach(rejection -> reasons.add(rejection.reason() + " " + phrases.count(rejection.shares())));
        return phrases.count(statement.period().rejectedShares())
                + (reasons.isEmpty() ? "" : " (" + String.join(", ", reasons) + ")");
    }

    private static void fact(PdfPTable facts, String name, String value) {
        for (PdfPCell cell : List.of(
                new PdfPCell(Fonts.phrase(name, SIZE, Colours.QUIET)),
                new PdfPCell(Fonts.phrase(value, SIZE, Colours.INK)))) {
            cell.setBorder(Rectangle.BOTTOM);
            cell.setBorderColor(Colours.LINE);
            cell.setBorderWidth(0.5f);
            cell.setPadding(4);
            cell.setPaddingLeft(0);
            facts.addCell(cell);
        }
    }

    private static PdfPTable dayTable(Phrases phrases, Statement statement) {
        PdfPTable table = new PdfPTable(new float[] {20, 26, 18, 18, 18});
        table.setWidthPercentage(100);
        table.setSpacingBefore(20);
        table.setHeaderRows(1);
        for (String column : List.of("day", "delivered", "acceptedShares", "rejectedShares", "unansweredShares")) {
            PdfPCell cell = cell(phrases.say("column." + column), Colours.QUIET, column.equals("day"));
            cell.setBackgroundColor(Colours.SHADE);
            table.addCell(cell);
        }
        for (Statement.Day day : statement.days()) {
            table.addCell(cell(Phrases.day(day.start()), Colours.INK, true));
            for (String value : List.of(
                    Phrases.work(day.hashes()),
                    phrases.count(day.acceptedShares()),
                    phrases.count(day.rejectedShares()),
                    phrases.count(day.unansweredShares()))) {
                table.addCell(cell(value, Colours.INK, false));
            }
        }
        return table;
    }

    private static PdfPCell cell(String text, Color colour, boolean left) {
        PdfPCell cell = new PdfPCell(Fonts.phrase(text, 8, colour));
        cell.setHorizontalAlignment(left ? Element.ALIGN_LEFT : Element.ALIGN_RIGHT);
        cell.setBorder(Rectangle.BOTTOM);
        cell.setBorderColor(Colours.LINE);
        cell.setBorderWidth(0.5f);
        cell.setPadding(2.2f);
        return cell;
    }
}
