package io.sluice.web.books;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * A workbook for spreadsheets. Text is text in it and never a formula; times are times, in UTC; decimals have the 15 digits
 * that a spreadsheet counts with. Rows leave in parts, and a sheet that is full is followed by another.
 */
final class XlsxTable implements Table {
    /** What a sheet holds, by the format. */
    private static final int MOST_ROWS = 1_048_576;

    private static final int PART = 500;
    private static final int LONGEST_TEXT = 32_000;

    private final Workbook workbook;
    private final String title;
    private final List<String> headings;
    private final int mostRows;
    private Worksheet sheet;
    private int sheets;
    private int row;

    XlsxTable(OutputStream out, String title, List<String> headings) throws IOException {
        this(out, title, headings, MOST_ROWS);
    }

    XlsxTable(OutputStream out, String title, List<String> headings, int mostRows) throws IOException {
        this.workbook = new Workbook(out, "Sluice", "0.1");
        this.title = title;
        this.headings = List.copyOf(headings);
        this.mostRows = mostRows;
        next();
    }

    private void next() throws IOException {
        if (sheet != null) {
            sheet.finish();
        }
        sheets++;
        sheet = workbook.newWorksheet(sheets == 1 ? title : title + " " + sheets);
        sheet.freezePane(0, 1);
        row = 0;
        for (int column = 0; column < headings.size(); column++) {
            sheet.inlineString(row, column, headings.get(column));
            sheet.width(column, 20);
        }
        sheet.range(0, 0, 0, headings.size() - 1).style().bold().set();
        row++;
    }

    @Override
    public void row(List<Object> cells) throws IOException {
        if (row == mostRows) {
            next();
        }
        for (int column = 0; column < cells.size(); column++) {
            cell(column, cells.get(column));
        }
        row++;
        if (row % PART == 0) {
            sheet.flush();
        }
    }

    private void cell(int column, Object value) {
        if (value instanceof BigDecimal || value instanceof Long || value instanceof Integer) {
            sheet.value(row, column, (Number) value);
        } else if (value instanceof Boolean truth) {
            sheet.value(row, column, truth);
        } else if (value instanceof Instant at) {
            sheet.value(row, column, LocalDateTime.ofInstant(at, ZoneOffset.UTC));
            sheet.style(row, column).format("yyyy-mm-dd hh:mm:ss").set();
        } else {
            sheet.inlineString(row, column, printable(value.toString()));
        }
    }

    /** XML has no place for other control characters. */
    private static String printable(String text) {
        String cut = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
        return cut.chars().anyMatch(Character::isISOControl) ? cut.replaceAll("\\p{Cntrl}", " ") : cut;
    }

    @Override
    public void close() throws IOException {
        sheet.finish();
        workbook.finish();
    }
}
