package io.sluice.web.console;

import io.sluice.admin.FieldError;
import io.sluice.admin.Outcome;
import io.sluice.admin.PoolInput;
import io.sluice.admin.PoolView;
import io.sluice.admin.Pools;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** The pools. */
@Named
@ViewScoped
@SuppressWarnings("serial") // Views are kept in memory.
public class PoolsPage extends Editor<PoolView> {
    private static final long serialVersionUID = 1L;

    @Inject
    private Pools pools;

    public PoolsPage() {
        super("pool");
    }

    @Override
    List<PoolView> load() {
        return pools.list();
    }

    @Override
    Form blank() {
        return Form.create().with("workerNames", "user");
    }

    @Override
    Form filled(PoolView pool) {
        return Form.change(pool.name())
                .with("urls", String.join("\n", pool.urls()))
                .with("workerNames", pool.workerNames());
    }

    @Override
    String name(PoolView pool) {
        return pool.name();
    }

    @Override
    List<FieldError> store(String who, Form form) {
        String urls = form.text("urls");
        pools.put(
                who,
                form.target(),
                new PoolInput(
                        urls == null
                                ? List.of()
                                : urls.lines()
                                        .map(String::strip)
                                        .filter(line -> !line.isEmpty())
                                        .toList(),
                        form.text("workerNames")));
        return List.of();
    }

    @Override
    Outcome remove(String who, String name) {
        return pools.remove(who, name);
    }
}
