package io.sluice.web.console;

import io.sluice.admin.AssignmentView;
import io.sluice.admin.Assignments;
import io.sluice.admin.Ledger;
import io.sluice.admin.ServiceView;
import jakarta.annotation.PostConstruct;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.primefaces.PrimeFaces;
import org.primefaces.component.timeline.TimelineUpdater;
import org.primefaces.event.timeline.TimelineLazyLoadEvent;
import org.primefaces.model.timeline.TimelineEvent;
import org.primefaces.model.timeline.TimelineGroup;
import org.primefaces.model.timeline.TimelineModel;

/** Who worked for whom and when: a bar for each sub-account, or for each machine. More is loaded as it is moved. */
@Named
@ViewScoped
@SuppressWarnings("serial") // Views are kept in memory.
public class TimelinePage implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int MOST_ROWS = 60;
    private static final int MOST_ITEMS = 3_000;
    private static final int MOST_LINES = 200;

    @Inject
    private Assignments assignments;

    @Inject
    private Ledger ledger;

    private TimelineModel<String, String> model = new TimelineModel<>();
    private List<AssignmentView> lines = List.of();
    private List<String> subAccounts = List.of();
    private boolean byMachine;
    private String subAccount = "";
    private String machine = "";
    private String linked = "";
    private int hours = 24;
    private Instant end = Instant.now();
    private Instant first = end;
    private Instant drawnFrom = end;
    private Instant drawnTo = end;
    private String hint = "";
    private Set<String> rows = Set.of();

    /** A link from elsewhere may name a machine or a sub-account. */
    @PostConstruct
    void begin() {
        subAccounts = ledger.subAccounts();
        Map<String, String> asked =
                FacesContext.getCurrentInstance().getExternalContext().getRequestParameterMap();
        subAccount = asked.getOrDefault("subAccount", "");
        machine = asked.getOrDefault("machine", "");
        linked = machine;
        byMachine = !machine.isBlank();
        show();
    }

    /** Draws it anew. */
    public void show() {
        rows = null;
        model = new TimelineModel<>();
        hint = "";
        drawnFrom = getStart();
        drawnTo = end;
        List<AssignmentView> found = found(drawnFrom, drawnTo);
        lines = found.stream().limit(MOST_LINES).toList();
        first = found.stream()
                .map(AssignmentView::from)
                .min(Instant::compareTo)
                .filter(getStart()::isBefore)
                .map(earliest -> earliest.minus(Duration.between(earliest, end).dividedBy(20)))
                .orElse(getStart());
        if (byMachine) {
            Set<String> names = new TreeSet<>();
            found.forEach(assignment -> names.add(assignment.machine()));
            rows = names.stream().limit(MOST_ROWS).collect(Collectors.toCollection(TreeSet::new));
            if (names.size() > rows.size()) {
                hint = say("someMachines", rows.size(), names.size());
            }
            rows.forEach(name -> model.addGroup(new TimelineGroup<>(name, shownAs(name))));
        } else {
            rows = found.stream().map(AssignmentView::subAccount).collect(Collectors.toCollection(TreeSet::new));
            rows.forEach(name -> model.addGroup(new TimelineGroup<>(name, shownAs(name))));
        }
        items(found).forEach(model::add);
    }

    /** The window was moved or made wider: what is in it now is added, and what was cut off at its edge is made whole. */
    public void more(TimelineLazyLoadEvent event) {
        reach(event.getStartDateFirst(), event.getEndDateFirst());
        if (event.hasTwoRanges()) {
            reach(event.getStartDateSecond(), event.getEndDateSecond());
        }
        Map<String, TimelineEvent<String>> fresh = new LinkedHashMap<>();
        items(found(drawnFrom, drawnTo)).stream()
                .filter(item -> rows.contains(item.getGroup()))
                .forEach(item -> fresh.put(item.getId(), item));
        TimelineUpdater updater = TimelineUpdater.getCurrentInstance("timeline:chart");
        for (TimelineEvent<String> old : List.copyOf(model.getEvents())) {
            TimelineEvent<String> same = fresh.get(old.getId());
            if (same != null
                    && same.getEndDate().equals(old.getEndDate())
                    && same.getData().equals(old.getData())) {
                fresh.remove(old.getId());
            } else {
                model.delete(old, updater);
            }
        }
        fresh.values().forEach(item -> model.add(item, updater));
        PrimeFaces.current().ajax().update("timeline:hints");
    }

    private void reach(LocalDateTime from, LocalDateTime to) {
        Instant first = from.toInstant(ZoneOffset.UTC);
        Instant last = to.toInstant(ZoneOffset.UTC);
        drawnFrom = first.isBefore(drawnFrom) ? first : drawnFrom;
        drawnTo = last.isAfter(drawnTo) ? last : drawnTo;
    }

    private List<AssignmentView> found(Instant from, Instant to) {
        Optional<String> whose = Optional.ofNullable(subAccount).filter(name -> !name.isBlank());
        String part = byMachine && machine != null ? machine.strip() : "";
        List<AssignmentView> found;
        if (part.isEmpty()) {
            found = assignments.between(Optional.empty(), whose, from, to, Assignments.MOST);
        } else if (part.equals(linked)) {
            found = assignments.between(Optional.of(part), whose, from, to, Assignments.MOST);
        } else {
            found = assignments.ofNamesWith(part, whose, from, to, Assignments.MOST);
        }
        if (found.size() == Assignments.MOST) {
            hint = say("someAssignments");
        }
        return found;
    }

    private List<TimelineEvent<String>> items(List<AssignmentView> found) {
        List<TimelineEvent<String>> items = new ArrayList<>();
        if (byMachine) {
            for (AssignmentView assignment : found) {
                if (rows.contains(assignment.machine()) && items.size() < MOST_ITEMS) {
                    items.add(item(
                            assignment.machine(),
                            assignment.subAccount(),
                            assignment.from(),
                            assignment.until(),
                            assignment.why()));
                }
            }
        } else {
            Duration pause = Duration.ofHours(hours).dividedBy(500);
            for (ServiceView service : Assignments.services(found, pause)) {
                items.add(item(
                        service.subAccount(),
                        say("machinesAtWork", service.machines()),
                        service.from(),
                        service.until(),
                        ""));
            }
        }
        if (items.size() >= MOST_ITEMS) {
            hint = say("someAssignments");
        }
        return items;
    }

    private static TimelineEvent<String> item(
            String row, String words, Instant from, Optional<Instant> until, String why) {
        return TimelineEvent.<String>builder()
                .id(row + "@" + from)
                .data(shownAs(words))
                .group(row)
                .title(shownAs(new Shown().why(why)))
                .startDate(local(from))
                .endDate(local(until.orElseGet(Instant::now)))
                .styleClass(until.isPresent() ? "over" : "open")
                .build();
    }

    /** The widget takes text for HTML, and a machine calls itself whatever it likes. */
    private static String shownAs(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static LocalDateTime local(Instant at) {
        return LocalDateTime.ofInstant(at, ZoneOffset.UTC);
    }

    private static String say(String key, Object... gaps) {
        Locale locale = Words.locale();
        return new MessageFormat(
                        ResourceBundle.getBundle("io.sluice.web.books", locale, TimelinePage.class.getClassLoader())
                                .getString(key),
                        locale)
                .format(gaps);
    }

    /** Half a window back. */
    public void earlier() {
        end = end.minus(Duration.ofHours(hours).dividedBy(2));
        show();
    }

    /** Half a window on, not beyond now. */
    public void later() {
        Instant later = end.plus(Duration.ofHours(hours).dividedBy(2));
        end = later.isAfter(Instant.now()) ? Instant.now() : later;
        show();
    }

    /** The window that ends now. */
    public void now() {
        end = Instant.now();
        show();
    }

    private Instant getStart() {
        return end.minus(Duration.ofHours(hours));
    }

    /** Where what is drawn begins: a farm that is an hour old is not drawn into a corner of a day. */
    public LocalDateTime getFirst() {
        return local(first);
    }

    public LocalDateTime getLast() {
        return local(end.plus(Duration.between(first, end).dividedBy(30)));
    }

    public TimelineModel<String, String> getModel() {
        return model;
    }

    /** The same as a table, for who does not see it drawn. */
    public List<AssignmentView> getLines() {
        return lines;
    }

    public boolean isBlank() {
        return model.getEvents().isEmpty();
    }

    public String getHint() {
        return hint;
    }

    public List<String> getSubAccounts() {
        return subAccounts;
    }

    public boolean isByMachine() {
        return byMachine;
    }

    public void setByMachine(boolean byMachine) {
        this.byMachine = byMachine;
    }

    public String getSubAccount() {
        return subAccount;
    }

    public void setSubAccount(String subAccount) {
        this.subAccount = subAccount;
    }

    public String getMachine() {
        return machine;
    }

    public void setMachine(String machine) {
        this.machine = machine;
    }

    public int getHours() {
        return hours;
    }

    /** One of those that are offered. */
    public void setHours(int hours) {
        this.hours = Math.max(1, Math.min(hours, 90 * 24));
    }
}
