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
    private List<ReplacementView> drill;

    /** Looks at all of it anew. */
    @PostConstruct
    public void refresh() {
        standbys = office.list();
        replaced = machines.list().stream()
                .filter(machine -> machine.replacedSince().isPresent())
                .toList();
        drill = office.drill();
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

    public List<ReplacementView> getDrill() {
        return drill;
    }
}
