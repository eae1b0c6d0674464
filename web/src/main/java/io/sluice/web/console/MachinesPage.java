package io.sluice.web.console;

import io.sluice.admin.FieldError;
import io.sluice.admin.GroupView;
import io.sluice.admin.Groups;
import io.sluice.admin.InvalidInputException;
import io.sluice.admin.MachineBulk;
import io.sluice.admin.MachineInput;
import io.sluice.admin.MachineSearch;
import io.sluice.admin.MachineView;
import io.sluice.admin.Machines;
import io.sluice.admin.Outcome;
import io.sluice.admin.SubAccountView;
import io.sluice.admin.SubAccounts;
import io.sluice.admin.UnknownNameException;
import jakarta.annotation.PostConstruct;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.primefaces.PrimeFaces;
import org.primefaces.component.datatable.DataTable;
import org.primefaces.model.FilterMeta;
import org.primefaces.model.LazyDataModel;
import org.primefaces.model.SortMeta;
import org.primefaces.model.SortOrder;

/** The machines: a page at a time, found by the database. */
@Named
@ViewScoped
@SuppressWarnings("serial") // Views are kept in memory.
public class MachinesPage extends Editor<MachineView> {
    private static final long serialVersionUID = 1L;

    /** Columns to choose from; the name is always there. */
    private static final List<String> COLUMNS =
            List.of("state", "worksFor", "hashrate", "standard", "role", "group", "connected", "agent", "address");

    /** As many are drawn anew every second. */
    private static final int FEW_ROWS = 200;

    private static final Duration MANY_ROWS_EVERY = Duration.ofMillis(1_500);

    @Inject
    private Machines machines;

    @Inject
    private MachineSearch search;

    @Inject
    private MachineBulk bulk;

    @Inject
    private Groups groups;

    @Inject
    private SubAccounts subAccounts;

    private final Map<String, Object> filter = Form.create().values();
    private final Map<String, Object> change = Form.create().values();
    private List<String> columns =
            new ArrayList<>(List.of("state", "worksFor", "hashrate", "standard", "role", "group", "connected"));
    private List<MachineView> selected = new ArrayList<>();
    private final LazyDataModel<MachineView> model = new Model();
    private Instant drawn = Instant.EPOCH;

    public MachinesPage() {
        super("machine");
    }

    /** What the table asks. */
    private final class Model extends LazyDataModel<MachineView> {
        private static final long serialVersionUID = 1L;

        @Override
        public int count(Map<String, FilterMeta> ignored) {
            return Math.toIntExact(search.count(query()));
        }

        @Override
        public List<MachineView> load(
                int first, int most, Map<String, SortMeta> sortBy, Map<String, FilterMeta> ignored) {
            Optional<SortMeta> sort = sortBy.values().stream()
                    .filter(meta -> meta.getOrder() != SortOrder.UNSORTED)
                    .findFirst();
            return search.find(
                    query(),
                    sort.map(meta -> MachineSearch.Order.valueOf(meta.getField()))
                            .orElse(MachineSearch.Order.NAME),
                    sort.filter(meta -> meta.getOrder() == SortOrder.DESCENDING).isPresent(),
                    first,
                    most);
        }

        @Override
        public String getRowKey(MachineView machine) {
            return machine.name();
        }

        @Override
        public MachineView getRowData(String name) {
            // Removed since it was shown: so it is not selected any more.
            return named(name).orElse(null);
        }
    }

    private MachineSearch.Query query() {
        Form typed = new Form(null, filter);
        return new MachineSearch.Query(
                Optional.ofNullable(typed.text("text")).orElse(""),
                Optional.ofNullable(typed.text("role")).map(MachineView.Role::valueOf),
                Optional.ofNullable(typed.text("group")),
                Optional.ofNullable(typed.text("state")).map(MachineView.State::valueOf),
                Optional.ofNullable(typed.text("subAccount")));
    }

    /** Begins as the page is opened; with {@code ?group=}, with the machines of that group. */
    @Override
    @PostConstruct
    public void open() {
        super.open();
        Preferences.remembered("columns").ifPresent(chosen -> {
            List<String> known = List.of(chosen.split("\\.", -1));
            columns = new ArrayList<>(COLUMNS.stream().filter(known::contains).toList());
        });
        String group = FacesContext.getCurrentInstance()
                .getExternalContext()
                .getRequestParameterMap()
                .get("group");
        if (group != null && getGroups().contains(group)) {
            filter.put("group", group);
        }
    }

    public LazyDataModel<MachineView> getModel() {
        return model;
    }

    /** What the list is narrowed by. */
    public Map<String, Object> getFilter() {
        return filter;
    }

    /** Whether the list is narrowed. */
    public boolean isFiltered() {
        return !query().equals(MachineSearch.Query.ALL);
    }

    /** What is to be done to the selected machines. */
    public Map<String, Object> getChange() {
        return change;
    }

    public List<String> getColumns() {
        return columns;
    }

    public void setColumns(List<String> columns) {
        if (!columns.equals(this.columns)) {
            Preferences.remember("columns", String.join(".", columns));
        }
        this.columns = columns;
    }

    /** To choose from. */
    public List<String> getAllColumns() {
        return COLUMNS;
    }

    public List<MachineView> getSelected() {
        return selected;
    }

    public void setSelected(List<MachineView> selected) {
        this.selected = selected == null ? new ArrayList<>() : new ArrayList<>(selected);
    }

    /** To choose from. */
    public MachineView.State[] getStates() {
        return MachineView.State.values();
    }

    /** To choose from. */
    public List<String> getGroups() {
        return groups.list().stream().map(GroupView::name).toList();
    }

    /** To choose from. */
    public List<String> getSubAccounts() {
        return subAccounts.list().stream().map(SubAccountView::name).toList();
    }

    /** Shows the list anew, from its beginning. */
    public void narrow() {
        selected = new ArrayList<>();
        if (FacesContext.getCurrentInstance().getViewRoot().findComponent("list:table") instanceof DataTable table) {
            table.setFirst(0);
        }
    }

    /** Has the browser draw the list anew: of a page every second, of hundreds of rows less often, as that takes longer. */
    @Override
    public void follow() {
        Instant now = Instant.now();
        int rows =
                FacesContext.getCurrentInstance().getViewRoot().findComponent("list:table") instanceof DataTable table
                        ? table.getRows()
                        : 0;
        if (rows <= FEW_ROWS || now.isAfter(drawn.plus(MANY_ROWS_EVERY))) {
            drawn = now;
            PrimeFaces.current().ajax().update("list:table");
        }
    }

    /** Changes what is selected. */
    public void changeSelected() {
        change(selected.stream().map(MachineView::name).toList());
    }

    /** Changes all that the list is narrowed to. */
    public void changeAll() {
        change(search.names(query(), MachineBulk.MOST + 1));
    }

    private void change(List<String> names) {
        if (Rights.refuses()) {
            return;
        }
        Form typed = new Form(null, change);
        if (names.isEmpty()
                || (typed.text("role") == null && typed.text("group") == null && typed.text("service") == null)) {
            Form.refused(Words.say(names.isEmpty() ? "bulkNobody" : "bulkNothing"));
            return;
        }
        try {
            int changed = bulk.change(
                    Rights.caller(),
                    names,
                    new MachineBulk.Wanted(
                            Optional.ofNullable(typed.text("role")).map(MachineView.Role::valueOf),
                            Optional.ofNullable(typed.text("group")),
                            Optional.ofNullable(typed.text("service")).map("out"::equals)));
            change.clear();
            selected = new ArrayList<>();
            Form.done(Words.say("bulkDone", changed));
        } catch (InvalidInputException e) {
            Form.refused(
                    Words.say("bulkRefused", new Shown().said(e.errors().get(0).message())));
        }
    }

    @Override
    List<MachineView> load() {
        // The table reads its own page.
        return List.of();
    }

    @Override
    boolean isTaken(String name) {
        return named(name).isPresent();
    }

    @Override
    Optional<MachineView> named(String name) {
        try {
            return Optional.of(machines.get(name));
        } catch (UnknownNameException e) {
            // Removed since it was shown, or never there.
            return Optional.empty();
        }
    }

    @Override
    Form blank() {
        return Form.create().with("role", "ACTIVE").with("group", "default").with("outOfService", false);
    }

    @Override
    Form filled(MachineView machine) {
        return Form.change(machine.name())
                .with("role", machine.role().name())
                .with("group", machine.group())
                .with(
                        "standardHashrate",
                        machine.standardHashrate()
                                .map(hashrate -> BigDecimal.valueOf(hashrate)
                                        .movePointLeft(12)
                                        .stripTrailingZeros()
                                        .toPlainString())
                                .orElse(""))
                .with("outOfService", machine.outOfService());
    }

    @Override
    String name(MachineView machine) {
        return machine.name();
    }

    @Override
    List<FieldError> store(String who, Form form) {
        List<FieldError> unreadable = new ArrayList<>();
        BigDecimal terahashes = Typed.number("standardHashrate", form, unreadable);
        var input = new MachineInput(
                form.text("role"),
                form.text("group"),
                terahashes == null ? null : terahashes.movePointRight(12),
                form.truth("outOfService"));
        if (unreadable.isEmpty()) {
            machines.put(who, form.target(), input);
        } else {
            unreadable.addAll(machines.check(form.target(), input));
        }
        return unreadable;
    }

    @Override
    Outcome remove(String who, String name) {
        return machines.remove(who, name);
    }
}
