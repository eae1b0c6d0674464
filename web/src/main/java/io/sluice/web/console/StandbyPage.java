package io.sluice.web.console;

import io.sluice.admin.MachineView;
import io.sluice.admin.Machines;
import io.sluice.admin.NotNowException;
import io.sluice.admin.ReplacementView;
import io.sluice.admin.StandbyView;
import io.sluice.admin.Standbys;
import io.sluice.admin.UnknownNameException;
import jakarta.annotation.PostConstruct;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.primefaces.PrimeFaces;
import org.primefaces.model.FilterMeta;
import org.primefaces.model.LazyDataModel;
import org.primefaces.model.SortMeta;

/** Who stands by, what would replace what, and the order to replace a machine now. */
@Named
@ViewScoped
@SuppressWarnings("serial") // Views are kept in memory.
public class StandbyPage implements Serializable {
    private static final long serialVersionUID = 1L;

    @Inject
    private Standbys office;

    @Inject
    private Machines machines;

    private List<StandbyView> standbys;
    private Map<String, Standbys.Cover> covers;
    private List<MachineView> replaced;
    private final LazyDataModel<ReplacementView> drill = new Drill();

    /** What the table of the drill asks. */
    private final class Drill extends LazyDataModel<ReplacementView> {
        private static final long serialVersionUID = 1L;

        @Override
        public int count(Map<String, FilterMeta> ignored) {
            return office.drillLength();
        }

        @Override
        public List<ReplacementView> load(
                int first, int most, Map<String, SortMeta> sortBy, Map<String, FilterMeta> ignored) {
            return office.drill(first, most);
        }

        @Override
        public String getRowKey(ReplacementView line) {
            return line.machine();
        }
    }

    /** Looks at all of it anew. */
    @PostConstruct
    public void refresh() {
        standbys = office.list();
        covers = office.covers();
        replaced = machines.replaced();
    }

    /** Looks again and has the browser draw what looks different. The drill is another at each plan. */
    public void follow() {
        List<StandbyView> standbysBefore = standbys;
        Map<String, Standbys.Cover> coversBefore = covers;
        List<MachineView> replacedBefore = replaced;
        refresh();
        if (!standbys.equals(standbysBefore) || !covers.equals(coversBefore)) {
            PrimeFaces.current().ajax().update("list:standby");
        }
        if (!replaced.equals(replacedBefore)) {
            PrimeFaces.current().ajax().update("list:byOrder");
        }
        PrimeFaces.current().ajax().update("list:drill");
    }

    /** Has standby machines take a machine's place. */
    public void replace() {
        String name = Form.meant();
        act(() -> {
            List<String> standIns = office.replace(Rights.caller(), name).standIns();
            Form.done(Words.say("replacing", name, String.join(", ", standIns)));
        });
    }

    /** Gives a machine its place back. */
    public void release() {
        String name = Form.meant();
        act(() -> {
            office.release(Rights.caller(), name);
            Form.done(Words.say("released", name));
        });
    }

    private void act(Runnable work) {
        if (Rights.refuses()) {
            return;
        }
        try {
            work.run();
        } catch (UnknownNameException | NotNowException e) {
            Form.refused(e.getMessage());
        }
        refresh();
    }

    public List<StandbyView> getStandbys() {
        return standbys;
    }

    /** What a standby machine would come in for, in a few words. */
    public String covered(StandbyView standby) {
        Standbys.Cover cover = covers.get(standby.name());
        if (cover != null) {
            return Words.say("wouldReplaceSome", cover.machines(), new Shown().some(cover.some()));
        }
        return standby.ready() ? Words.say("wouldReplaceNone") : "–";
    }

    public List<MachineView> getReplaced() {
        return replaced;
    }

    public LazyDataModel<ReplacementView> getDrill() {
        return drill;
    }
}
