package io.sluice.web.books;

import com.lowagie.text.Chunk;
import com.lowagie.text.Document;
import com.lowagie.text.Element;
import com.lowagie.text.PageSize;
import com.lowagie.text.Paragraph;
import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.PdfPCell;
import com.lowagie.text.pdf.PdfPTable;
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
    private static final Color SHADE = new Color(0xE3ECF0);
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
        document.addTitle(phrases.say("statement") + " " + period.subAccount());
        document.addCreator("Sluice");
        document.setDocumentLanguage(phrases.locale().toLanguageTag());
        document.open();
        document.add(new Paragraph(Fonts.phrase(phrases.say("statement"), 20, true)));
        document.add(
                new Paragraph(Fonts.phrase(phrases.say(statement.isFinal() ? "final" : "provisional"), SIZE, false)));

        PdfPTable facts = new PdfPTable(new float[] {32, 68});
        facts.setWidthPercentage(100);
        facts.setSpacingBefore(12);
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
            document.add(new Paragraph(new Chunk(" ")));
            document.add(dayTable(phrases, statement));
        }
        Paragraph foot = new Paragraph(Fonts.phrase(phrases.say("foot", Phrases.time(statement.madeAt())), 8, false));
        foot.setSpacingBefore(12);
        document.add(foot);
        document.close();
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
        for (PdfPCell cell :
                List.of(new PdfPCell(Fonts.phrase(name, SIZE, true)), new PdfPCell(Fonts.phrase(value, SIZE, false)))) {
            cell.setBorder(Rectangle.BOTTOM);
            cell.setBorderColor(Color.LIGHT_GRAY);
            cell.setPadding(4);
            facts.addCell(cell);
        }
    }

    private static PdfPTable dayTable(Phrases phrases, Statement statement) {
        PdfPTable table = new PdfPTable(new float[] {20, 26, 18, 18, 18});
        table.setWidthPercentage(100);
        table.setHeaderRows(1);
        for (String column : List.of("day", "delivered", "acceptedShares", "rejectedShares", "unansweredShares")) {
            PdfPCell cell = new PdfPCell(Fonts.phrase(phrases.say("column." + column), 8, true));
            cell.setBackgroundColor(SHADE);
            table.addCell(cell);
        }
        for (Statement.Day day : statement.days()) {
            table.addCell(new PdfPCell(Fonts.phrase(Phrases.day(day.start()), 8, false)));
            for (String value : List.of(
                    Phrases.work(day.hashes()),
                    phrases.count(day.acceptedShares()),
                    phrases.count(day.rejectedShares()),
                    phrases.count(day.unansweredShares()))) {
                PdfPCell cell = new PdfPCell(Fonts.phrase(value, 8, false));
                cell.setHorizontalAlignment(Element.ALIGN_RIGHT);
                table.addCell(cell);
            }
        }
        return table;
    }
}
