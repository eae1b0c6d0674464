package io.sluice.web.console;

import io.sluice.admin.FieldError;
import io.sluice.admin.GroupView;
import io.sluice.admin.Groups;
import io.sluice.admin.Outcome;
import io.sluice.admin.PoolView;
import io.sluice.admin.Pools;
import io.sluice.admin.StandardInput;
import io.sluice.admin.SubAccountInput;
import io.sluice.admin.SubAccountView;
import io.sluice.admin.SubAccounts;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The sub-accounts. */
@Named
@ViewScoped
@SuppressWarnings("serial") // Views are kept in memory.
public class SubAccountsPage extends Editor<SubAccountView> {
    private static final long serialVersionUID = 1L;

    @Inject
    private SubAccounts subAccounts;

    @Inject
    private Pools pools;

    @Inject
    private Groups groups;

    public SubAccountsPage() {
        super("sub-account");
    }

    /** To choose from. */
    public List<String> getPools() {
        return pools.list().stream().map(PoolView::name).toList();
    }

    /** To choose from. */
    public List<String> getGroups() {
        return groups.list().stream().map(GroupView::name).toList();
    }

    @Override
    List<SubAccountView> load() {
        return subAccounts.list();
    }

    @Override
    Form blank() {
        return Form.create().with("group", "default").with("period", "DAILY");
    }

    @Override
    Form filled(SubAccountView subAccount) {
        return Form.change(subAccount.name())
                .with("pool", subAccount.pool())
                .with("user", subAccount.user())
                .with("position", String.valueOf(subAccount.position()))
                .with("group", subAccount.group())
                .with(
                        "hashes",
                        subAccount
                                .standard()
                                .map(standard -> standard.hashes().toPlainString())
                                .orElse(""))
                .with(
                        "period",
                        subAccount
                                .standard()
                                .map(SubAccountView.Standard::period)
                                .orElse("DAILY"));
    }

    @Override
    String name(SubAccountView subAccount) {
        return subAccount.name();
    }

    @Override
    List<FieldError> store(String who, Form form) {
        List<FieldError> unreadable = new ArrayList<>();
        BigDecimal position = Typed.number("position", form, unreadable);
        if (position != null
                && (position.stripTrailingZeros().scale() > 0 || position.abs().compareTo(Typed.LARGEST) > 0)) {
            unreadable.add(new FieldError("position", "must be a whole number, such as 1."));
        }
        BigDecimal hashes = Typed.number("hashes", form, unreadable);
        boolean readable = unreadable.isEmpty();
        var input = new SubAccountInput(
                form.text("pool"),
                form.text("user"),
                form.text("password"),
                position == null || !readable ? null : Integer.valueOf(position.intValueExact()),
                form.text("group"),
                hashes == null ? null : new StandardInput(hashes, form.text("period")));
        if (readable) {
            subAccounts.put(who, form.target(), input);
        } else {
            unreadable.addAll(subAccounts.check(form.target(), input));
        }
        return unreadable;
    }

    @Override
    Outcome remove(String who, String name) {
        return subAccounts.remove(who, name);
    }
}
