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
        replaced = machines.replaced();
    }

    /** Has standby machines take a machine's place. */
    public void replace(String name) {
        act(() -> {
            List<String> standIns = office.replace(Rights.caller(), name).standIns();
            Form.done(Words.say("replacing", name, String.join(", ", standIns)));
        });
    }

    /** Gives a machine its place back. */
    public void release(String name) {
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

    public List<MachineView> getReplaced() {
        return replaced;
    }

    public LazyDataModel<ReplacementView> getDrill() {
        return drill;
    }
}
