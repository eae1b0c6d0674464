package io.sluice.web.console;

import io.sluice.admin.FieldError;
import io.sluice.admin.GroupView;
import io.sluice.admin.Groups;
import io.sluice.admin.MachineInput;
import io.sluice.admin.MachineView;
import io.sluice.admin.Machines;
import io.sluice.admin.Outcome;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The machines. */
@Named
@ViewScoped
@SuppressWarnings("serial") // Views are kept in memory.
public class MachinesPage extends Editor<MachineView> {
    private static final long serialVersionUID = 1L;

    @Inject
    private Machines machines;

    @Inject
    private Groups groups;

    public MachinesPage() {
        super("machine");
    }

    /** To choose from. */
    public List<String> getGroups() {
        return groups.list().stream().map(GroupView::name).toList();
    }

    @Override
    List<MachineView> load() {
        return machines.list();
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
        BigDecimal hashrate = Typed.number("standardHashrate", form, unreadable);
        var input = new MachineInput(form.text("role"), form.text("group"), hashrate, form.truth("outOfService"));
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
