package io.sluice.web.books;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * CSV by RFC 4180, UTF-8, times in ISO 8601, decimals with all their digits. What a machine calls itself is anybody's text:
 * where a spreadsheet would take it for a formula, an apostrophe comes first.
 */
final class CsvTable implements Table {
    private static final String FORMULAS = "=+-@\t\r\n";

    private final Writer out;

    CsvTable(OutputStream stream, List<String> headings) throws IOException {
        out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
        row(List.copyOf(headings));
    }

    @Override
    public void row(List<Object> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            out.write(cell(cells.get(i)));
        }
        out.write("\r\n");
    }

    static String cell(Object value) {
        if (value instanceof BigDecimal hashes) {
            return Phrases.exact(hashes);
        }
        if (value instanceof Long || value instanceof Integer || value instanceof Boolean || value instanceof Instant) {
            return value.toString();
        }
        return quoted(harmless(value.toString()));
    }

    static String harmless(String text) {
        return !text.isEmpty() && FORMULAS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    private static String quoted(String text) {
        return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r' || c == ';')
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }

    @Override
    public void close() throws IOException {
        out.flush();
    }
}
