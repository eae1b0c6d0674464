package io.sluice.web.books;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * A table that is written a row at a time and never kept. Cells are strings, whole numbers, decimals, instants or booleans.
 * Closing finishes the document and leaves the stream open; a table that is not closed is not whole.
 */
interface Table extends Closeable {
    void row(List<Object> cells) throws IOException;

    /** Begins a table with a row of headings. */
    static Table begin(Format format, OutputStream out, String title, List<String> headings) throws IOException {
        return switch (format) {
            case CSV -> new CsvTable(out, headings);
            case XLSX -> new XlsxTable(out, title, headings);
            case PDF -> new PdfTable(out, title, headings);
        };
    }
}
