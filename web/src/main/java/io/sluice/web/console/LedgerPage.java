package io.sluice.web.console;

import io.sluice.admin.BookingFilter;
import io.sluice.admin.BookingView;
import io.sluice.admin.Ledger;
import io.sluice.admin.LedgerPeriod;
import jakarta.annotation.PostConstruct;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import org.primefaces.model.FilterMeta;
import org.primefaces.model.LazyDataModel;
import org.primefaces.model.SortMeta;

/** The ledger: bookings by sub-account, period and time, the periods, and what can be taken along of them. */
@Named
@ViewScoped
@SuppressWarnings("serial") // Views are kept in memory.
public class LedgerPage implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int PERIODS = 200;

    @Inject
    private Ledger ledger;

    private final Bookings bookings = new Bookings();
    private List<String> subAccounts = List.of();
    private List<LedgerPeriod> periods = List.of();
    private String subAccount = "";
    private String period = "";
    private String from = "";
    private String to = "";
    private BookingFilter filter =
            new BookingFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Read when it is shown, a page at a time. */
    private final class Bookings extends LazyDataModel<BookingView> {
        private static final long serialVersionUID = 1L;

        @Override
        public int count(Map<String, FilterMeta> filters) {
            return ledger.count(filter);
        }

        @Override
        public List<BookingView> load(
                int first, int pageSize, Map<String, SortMeta> sorting, Map<String, FilterMeta> filters) {
            return ledger.page(filter, first, Math.max(1, pageSize));
        }

        @Override
        public String getRowKey(BookingView booking) {
            return booking.subAccount() + "/" + booking.sequence();
        }

        @Override
        public BookingView getRowData(String key) {
            return null;
        }
    }

    /** A link from elsewhere may name a sub-account. */
    @PostConstruct
    void begin() {
        subAccounts = ledger.subAccounts();
        String asked = FacesContext.getCurrentInstance()
                .getExternalContext()
                .getRequestParameterMap()
                .get("subAccount");
        subAccount = asked != null && subAccounts.contains(asked) ? asked : "";
        show();
    }

    /** Takes what was chosen. */
    public void show() {
        Optional<Instant> start = time(from);
        Optional<Instant> end = time(to);
        if (start.isPresent() && end.isPresent() && !end.get().isAfter(start.get())) {
            wrong("badOrder");
        }
        Optional<String> whose = Optional.ofNullable(subAccount).filter(name -> !name.isBlank());
        filter = new BookingFilter(whose, start(period), start, end);
        periods = ledger.periods(whose, 0, PERIODS);
    }

    /** The periods of another sub-account are others. */
    public void otherSubAccount() {
        period = "";
        show();
    }

    /** A period's start as it is written inside. */
    private static Optional<Instant> start(String text) {
        try {
            return Optional.ofNullable(text)
                    .filter(written -> !written.isBlank())
                    .map(Instant::parse);
        } catch (DateTimeException e) {
            // None that the page offers.
            return Optional.empty();
        }
    }

    /** A day, or a minute, in the zone of whoever looks; nothing is any time. */
    private static Optional<Instant> time(String text) {
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        ZoneId zone = Preferences.zone(FacesContext.getCurrentInstance());
        String written = text.strip().replace(' ', 'T');
        try {
            return Optional.of(
                    written.endsWith("Z")
                            ? Instant.parse(written)
                            : written.contains("T")
                                    ? LocalDateTime.parse(written).atZone(zone).toInstant()
                                    : LocalDate.parse(written)
                                            .atStartOfDay(zone)
                                            .toInstant());
        } catch (DateTimeException e) {
            wrong("badTime");
            return Optional.empty();
        }
    }

    private static void wrong(String key) {
        FacesContext faces = FacesContext.getCurrentInstance();
        String text = ResourceBundle.getBundle("io.sluice.web.books", Words.locale(), LedgerPage.class.getClassLoader())
                .getString(key);
        faces.addMessage("ledger:from", new FacesMessage(FacesMessage.SEVERITY_ERROR, text, text));
        faces.validationFailed();
    }

    /** What an export of the same bookings is asked for with. */
    public String getQuery() {
        StringBuilder query =
                new StringBuilder("language=").append(Words.locale().toLanguageTag());
        filter.subAccount().ifPresent(name -> query.append("&subAccount=").append(encoded(name)));
        filter.period().ifPresent(at -> query.append("&period=").append(at));
        filter.from().ifPresent(at -> query.append("&from=").append(at));
        filter.to().ifPresent(at -> query.append("&to=").append(at));
        return query.toString();
    }

    /** What a statement is asked for with. */
    public String statementQuery(LedgerPeriod of) {
        return "language=" + Words.locale().toLanguageTag() + "&subAccount=" + encoded(of.subAccount()) + "&period="
                + of.start();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    public LazyDataModel<BookingView> getBookings() {
        return bookings;
    }

    public boolean isMany() {
        return bookings.getRowCount() >= Ledger.MOST_COUNTED;
    }

    public int getMost() {
        return Ledger.MOST_COUNTED;
    }

    public List<LedgerPeriod> getPeriods() {
        return periods;
    }

    public List<String> getSubAccounts() {
        return subAccounts;
    }

    public String getSubAccount() {
        return subAccount;
    }

    public void setSubAccount(String subAccount) {
        this.subAccount = subAccount;
    }

    public String getPeriod() {
        return period;
    }

    public void setPeriod(String period) {
        this.period = period;
    }

    public String getFrom() {
        return from;
    }

    public void setFrom(String from) {
        this.from = from;
    }

    public String getTo() {
        return to;
    }

    public void setTo(String to) {
        this.to = to;
    }
}
