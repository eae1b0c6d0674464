package io.sluice.web.books;

import static org.assertj.core.api.Assertions.assertThat;

import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.parser.PdfTextExtractor;
import io.sluice.admin.BookingView;
import io.sluice.admin.LedgerPeriod;
import io.sluice.admin.Slice;
import io.sluice.admin.Statement;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is exported is opened again, by other readers than what wrote it where there are any. */
class ExportTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final BigDecimal EXACT = new BigDecimal("123456789012345678.0000152587890625");
    private static final String FORMULA = "=HYPERLINK(\"http://evil.example\",\"x\")";

    @Test
    void csvHasEveryDigitAndNoFormula() throws IOException {
        String csv = new String(bookings(Format.CSV, "en", 2_500), StandardCharsets.UTF_8);
        List<String> lines = csv.lines().toList();
        assertThat(lines).hasSize(2_501);
        assertThat(lines.get(0)).startsWith("Sub-account,Number,Period from (UTC),Machine");
        assertThat(lines.get(1)).contains("\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\"");
        assertThat(lines.get(2)).contains(",rig-1,").contains("," + EXACT + ",");
        for (String bad : List.of("=1", "+1", "-1", "@x", "\tx", "\rx")) {
            assertThat(CsvTable.harmless(bad)).isEqualTo("'" + bad);
        }
        assertThat(CsvTable.harmless("rig.1")).isEqualTo("rig.1");
        assertThat(CsvTable.cell(-5L)).isEqualTo("-5");
    }

    @Test
    void xlsxHasTextAsTextTimesAsTimesAndNumbersAsNumbers() throws IOException {
        byte[] bytes = bookings(Format.XLSX, "zh-CN", 1_200);
        try (var workbook = new ReadableWorkbook(new ByteArrayInputStream(bytes))) {
            List<Row> rows = workbook.getFirstSheet().read();
            assertThat(rows).hasSize(1_201);
            assertThat(rows.get(0).getCellText(0)).isEqualTo("子账户");
            Row first = rows.get(1);
            assertThat(first.getCell(3).getType()).isEqualTo(CellType.STRING);
            assertThat(first.getCell(3).getFormula()).isNull();
            assertThat(first.getCellText(3)).isEqualTo(FORMULA);
            assertThat(first.getCellAsDate(4)).contains(LocalDateTime.of(2026, 3, 1, 0, 0));
            assertThat(first.getCell(6).getType()).isEqualTo(CellType.NUMBER);
            assertThat(first.getCellAsNumber(7)).hasValueSatisfying(hashes -> assertThat(hashes.doubleValue())
                    .isEqualTo(EXACT.doubleValue()));
        }
    }

    @Test
    void aFullSheetIsFollowedByAnother() throws IOException {
        var out = new ByteArrayOutputStream();
        try (Table table = new XlsxTable(out, "t", List.of("n"), 10)) {
            for (long i = 0; i < 20; i++) {
                table.row(List.of(i));
            }
        }
        try (var workbook = new ReadableWorkbook(new ByteArrayInputStream(out.toByteArray()))) {
            var found = new TreeSet<Long>();
            workbook.getSheets().forEach(sheet -> {
                try {
                    sheet.read().stream()
                            .skip(1)
                            .forEach(row -> found.add(
                                    row.getCellAsNumber(0).orElseThrow().longValueExact()));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(workbook.getSheets()).hasSize(3);
            assertThat(found).hasSize(20);
        }
    }

    @Test
    void pdfCanBeReadAndIsBounded() throws IOException {
        String text = text(bookings(Format.PDF, "en", 300));
        assertThat(text).contains("Bookings", "rig-1", "123.45 PH", "2026-03-01 00:00:00");
        String many = lastPage(bookings(Format.PDF, "en", BookingsExport.MOST_IN_PDF + 500));
        assertThat(many).contains("There is more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh-CN"})
    void aMonthsStatementIsOnePage(String language) throws IOException {
        var out = new ByteArrayOutputStream();
        StatementExport.write(Format.PDF, out, Phrases.of(language), statement(31));
        try (var reader = new PdfReader(out.toByteArray())) {
            assertThat(reader.getNumberOfPages()).isEqualTo(1);
            String text = new PdfTextExtractor(reader).getTextFromPage(1);
            assertThat(text).contains("alice", "lab, alice.pool", "2026-03-01", "2026-03-31", "15.5 PH", "stale 3");
            if (language.equals("en")) {
                assertThat(text).contains("Statement", "Final", "yes, since 2026-03-20 00:00:00 UTC");
            }
        }
    }

    @Test
    void aStatementInChineseCarriesTheCharactersThatItNeeds() throws IOException {
        var out = new ByteArrayOutputStream();
        StatementExport.write(Format.PDF, out, Phrases.of("zh-CN"), statement(1));
        try (var reader = new PdfReader(out.toByteArray())) {
            // What a reader shows is in the document, for whoever has no Chinese font.
            assertThat(new PdfTextExtractor(reader).getTextFromPage(1)).contains("客户", "矿池", "周期");
        }
        String raw = new String(out.toByteArray(), StandardCharsets.ISO_8859_1);
        assertThat(raw)
                .contains("DroidSansFallback", "LiberationSans", "FontFile2")
                .doesNotContain("STSong");
        assertThat(out.size()).isLessThan(200_000);
    }

    @ParameterizedTest
    @EnumSource
    void aStatementLeavesTheStreamOpen(Format format) throws IOException {
        boolean[] closed = {false};
        var out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        StatementExport.write(format, out, Phrases.of("en"), statement(3));
        assertThat(closed[0]).isFalse();
        assertThat(out.size()).isPositive();
        assertThat(StatementExport.fileName(format, statement(1)))
                .isEqualTo("statement-alice-2026-03-01." + format.ending());
    }

    private static byte[] bookings(Format format, String language, int count) throws IOException {
        var out = new ByteArrayOutputStream();
        OutputStream stream = out;
        BookingsExport.write(format, stream, Phrases.of(language), cursor -> {
            int first = Math.toIntExact(cursor.orElse(0L));
            List<BookingView> items = new ArrayList<>();
            for (int i = first; i < Math.min(count, first + BookingsExport.PART); i++) {
                items.add(booking(i));
            }
            int next = first + items.size();
            return new Slice<>(items, next < count ? Optional.of((long) next) : Optional.empty());
        });
        return out.toByteArray();
    }

    private static BookingView booking(int number) {
        return new BookingView(
                "alice",
                number + 1L,
                START,
                Optional.empty(),
                number == 0 ? FORMULA : "rig-" + number,
                START,
                START.plusSeconds(60),
                7,
                EXACT,
                EXACT,
                1,
                0,
                false);
    }

    private static Statement statement(int days) {
        List<Statement.Day> all = new ArrayList<>();
        for (int i = 0; i < days; i++) {
            all.add(new Statement.Day(START.plus(Duration.ofDays(i)), new BigDecimal("5e14"), 1_000, 3, 1));
        }
        var period = new LedgerPeriod(
                "alice",
                START,
                Optional.of(START.plus(Duration.ofDays(31))),
                Optional.of(new BigDecimal("1e16")),
                new BigDecimal("15.5e15"),
                31_000,
                93,
                31,
                Optional.of(Instant.parse("2026-03-20T00:00:00Z")));
        return new Statement(
                period,
                Optional.of("lab"),
                "alice.pool",
                all,
                List.of(new Statement.Rejection("stale", 3)),
                START.plus(Duration.ofDays(40)));
    }

    private static String text(byte[] pdf) throws IOException {
        try (var reader = new PdfReader(pdf)) {
            // Narrow columns break their lines.
            return new PdfTextExtractor(reader).getTextFromPage(1).replaceAll("\\s+", " ");
        }
    }

    private static String lastPage(byte[] pdf) throws IOException {
        try (var reader = new PdfReader(pdf)) {
            return new PdfTextExtractor(reader)
                    .getTextFromPage(reader.getNumberOfPages())
                    .replaceAll("\\s+", " ");
        }
    }
}
