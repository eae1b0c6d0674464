package io.sluice.web.console;

import io.sluice.admin.EventView;
import io.sluice.admin.Events;
import io.sluice.admin.Slice;
import jakarta.annotation.PostConstruct;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.primefaces.PrimeFaces;

/** What happened, newest first, a part at a time. */
@Named
@ViewScoped
@SuppressWarnings("serial") // Views are kept in memory.
public class EventsPage implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int PART = 100;

    @Inject
    private Events events;

    private final List<EventView> items = new ArrayList<>();
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
        Slice<EventView> slice = events.latest(Optional.ofNullable(next), PART);
        items.addAll(slice.items());
        next = slice.next().orElse(null);
    }

    /** Brings the newest up to date, unless somebody is looking at older ones. */
    public void follow() {
        if (items.size() <= PART) {
            List<EventView> before = List.copyOf(items);
            refresh();
            if (!before.equals(items)) {
                PrimeFaces.current().ajax().update("list:table");
            }
        }
    }

    public List<EventView> getItems() {
        return items;
    }

    public boolean isThereMore() {
        return next != null;
    }
}
