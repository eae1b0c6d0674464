package io.sluice.web.console;

import io.sluice.admin.DeadLetterOffice;
import io.sluice.admin.DeadLetterView;
import io.sluice.admin.Slice;
import io.sluice.admin.UnknownNameException;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.EJBException;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Messages that could not be read, newest first, a part at a time. */
@Named
@ViewScoped
@SuppressWarnings("serial") // Views are kept in memory.
public class DeadLettersPage implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int PART = 100;
    private static final Logger LOG = System.getLogger(DeadLettersPage.class.getName());

    @Inject
    private DeadLetterOffice office;

    private final List<DeadLetterView> items = new ArrayList<>();
    private Long next;
    private DeadLetterView shown;

    /** Begins again with the newest. */
    @PostConstruct
    public void refresh() {
        items.clear();
        next = null;
        more();
    }

    /** Adds the next older part. */
    public void more() {
        Slice<DeadLetterView> slice = office.list(Optional.ofNullable(next), PART);
        items.addAll(slice.items());
        next = slice.next().orElse(null);
    }

    /** Opens the dialog with all of a message. */
    public void show(DeadLetterView letter) {
        try {
            shown = office.get(letter.id());
        } catch (UnknownNameException e) {
            shown = null;
            Form.refused(e.getMessage());
            refresh();
            FacesContext.getCurrentInstance().validationFailed();
        }
    }

    /** Puts a message back on its queue. */
    public void replay(DeadLetterView letter) {
        if (Rights.refuses()) {
            return;
        }
        try {
            office.replay(Rights.caller(), letter.id());
            Form.done(Words.say("replayed", letter.id()));
        } catch (UnknownNameException e) {
            Form.refused(e.getMessage());
        } catch (EJBException e) {
            LOG.log(Level.WARNING, "Dead letter " + letter.id() + " could not be put back.", e);
            Form.refused(Words.say("notReplayed", letter.id()));
        }
        refresh();
    }

    /** Gives a message up. */
    public void discard(DeadLetterView letter) {
        if (Rights.refuses()) {
            return;
        }
        try {
            office.discard(Rights.caller(), letter.id());
            Form.done(Words.say("discarded", letter.id()));
        } catch (UnknownNameException e) {
            Form.refused(e.getMessage());
        }
        refresh();
    }

    public List<DeadLetterView> getItems() {
        return items;
    }

    public boolean isThereMore() {
        return next != null;
    }

    /** What the dialog shows; null before it was opened. */
    public DeadLetterView getShown() {
        return shown;
    }
}
