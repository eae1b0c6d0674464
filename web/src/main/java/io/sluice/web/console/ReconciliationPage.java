package io.sluice.web.console;

import io.sluice.admin.Condition;
import io.sluice.admin.ReconciliationView;
import io.sluice.admin.Reconciliations;
import io.sluice.admin.Slice;
import io.sluice.api.JournalStatus;
import jakarta.annotation.PostConstruct;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.primefaces.PrimeFaces;

/** What the adapter counted beside what is booked, newest period first, a part at a time. */
@Named
@ViewScoped
@SuppressWarnings("serial") // Views are kept in memory.
public class ReconciliationPage implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int PART = 100;

    @Inject
    private Reconciliations reconciliations;

    @Inject
    private Condition condition;

    private final List<ReconciliationView> items = new ArrayList<>();
    private Long next;

    /** Begins again with the newest. */
    @PostConstruct
    public void refresh() {
        items.clear();
        next = null;
        more();
    }

    /** Adds the next older part. */
    public void more() {
        Slice<ReconciliationView> slice = reconciliations.list(Optional.empty(), Optional.ofNullable(next), PART);
        items.addAll(slice.items());
        next = slice.next().orElse(null);
    }

    /** Brings the newest up to date, unless somebody is looking at older ones. */
    public void follow() {
        if (items.size() <= PART) {
            List<ReconciliationView> before = List.copyOf(items);
            refresh();
            if (!before.equals(items)) {
                PrimeFaces.current().ajax().update("list:table");
            }
        }
        PrimeFaces.current().ajax().update("list:journal");
    }

    public List<ReconciliationView> getItems() {
        return items;
    }

    public boolean isThereMore() {
        return next != null;
    }

    public JournalStatus getJournal() {
        return condition.journal();
    }
}
