package io.sluice.web.books;

import io.sluice.admin.BookingView;
import io.sluice.admin.Slice;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The bookings of the ledger as a document, read in parts and written as they come. */
public final class BookingsExport {
    /** Of the parts that are asked for. */
    public static final int PART = 1_000;

    /** Nobody reads more pages than these are; CSV and XLSX have no such bound. */
    static final int MOST_IN_PDF = 10_000;

    private static final List<String> COLUMNS = List.of(
            "subAccount",
            "sequence",
            "periodStart",
            "machine",
            "from",
            "to",
            "acceptedShares",
            "hashes",
            "accumulatedHashes",
            "rejectedShares",
            "unansweredShares",
            "upToStandard");

    private BookingsExport() {}

    /**
     * Writes all bookings and leaves the stream open.
     *
     * @param parts gives the part at a cursor, the oldest booking first; the first part is at none
     * @throws IOException when the stream breaks
     */
    public static void write(
            Format format, OutputStream out, Phrases phrases, Function<Optional<Long>, Slice<BookingView>> parts)
            throws IOException {
        // Asked for before anything is written, so that what is wrong can still be said.
        Slice<BookingView> part = parts.apply(Optional.empty());
        List<String> headings =
                COLUMNS.stream().map(column -> phrases.say("column." + column)).toList();
        try (Table table = Table.begin(format, out, phrases.say("bookings"), headings)) {
            int rows = 0;
            while (true) {
                for (BookingView booking : part.items()) {
                    if (format == Format.PDF && ++rows > MOST_IN_PDF) {
                        table.row(note(phrases.say("moreThanFits", MOST_IN_PDF)));
                        return;
                    }
                    table.row(cells(booking));
                }
                if (part.next().isEmpty()) {
                    return;
                }
                part = parts.apply(part.next());
            }
        }
    }

    private static List<Object> note(String text) {
        List<Object> cells = new ArrayList<>();
        cells.add(text);
        Stream.generate(() -> "").limit(COLUMNS.size() - 1).forEach(cells::add);
        return cells;
    }

    private static List<Object> cells(BookingView booking) {
        return List.of(
                booking.subAccount(),
                booking.sequence(),
                booking.periodStart(),
                booking.machine(),
                booking.from(),
                booking.to(),
                booking.acceptedShares(),
                booking.hashes(),
                booking.accumulatedHashes(),
                booking.rejectedShares(),
                booking.unansweredShares(),
                booking.upToStandard());
    }
}
