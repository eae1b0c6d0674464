package io.sluice.web.console;

import io.sluice.admin.FieldError;
import io.sluice.admin.FillingOrder;
import io.sluice.admin.GroupView;
import io.sluice.admin.Groups;
import io.sluice.admin.InvalidInputException;
import io.sluice.admin.LoginCheck;
import io.sluice.admin.LoginChecks;
import io.sluice.admin.MachineSearch;
import io.sluice.admin.Outcome;
import io.sluice.admin.PoolView;
import io.sluice.admin.Pools;
import io.sluice.admin.StandardInput;
import io.sluice.admin.SubAccountInput;
import io.sluice.admin.SubAccountView;
import io.sluice.admin.SubAccounts;
import io.sluice.admin.UnknownNameException;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.primefaces.PrimeFaces;
import org.primefaces.event.ReorderEvent;

/** The sub-accounts. */
@Named
@ViewScoped
@SuppressWarnings("serial") // Views are kept in memory.
public class SubAccountsPage extends Editor<SubAccountView> {
    private static final long serialVersionUID = 1L;

    /** Fields that mean something together only. */
    private static final Set<String> TOGETHER = Set.of("amount", "unit", "periodChoice", "otherPeriod");

    private static final String OTHER = "OTHER";

    /** To choose from; anything else is typed. */
    private static final List<String> PERIODS = List.of("DAILY", "ONCE", "PT1H", "PT12H", "P7D", "P30D", OTHER);

    @Inject
    private SubAccounts subAccounts;

    @Inject
    private FillingOrder order;

    @Inject
    private Pools pools;

    @Inject
    private Groups groups;

    @Inject
    private MachineSearch machines;

    @Inject
    private LoginChecks loginChecks;

    private LoginCheck loginCheck;

    /** The unit in which the amount stands now. */
    private StandardUnit unit = StandardUnit.PETAHASH_DAYS;

    private Form opened;

    public SubAccountsPage() {
        super("subAccount");
    }

    /** Whether what is to be done next is to connect machines to the first sub-account. */
    public boolean isFirst() {
        return !getItems().isEmpty() && machines.count(MachineSearch.Query.ALL) == 0;
    }

    /** Where machines are to be pointed at. */
    public String getMachineLine() {
        return OverviewPage.machineLine();
    }

    /** To choose from. */
    public List<String> getPools() {
        return pools.list().stream().map(PoolView::name).toList();
    }

    /** To choose from. */
    public List<String> getGroups() {
        return groups.list().stream().map(GroupView::name).toList();
    }

    /** To choose from. */
    public StandardUnit[] getUnits() {
        return StandardUnit.values();
    }

    /** To choose from. */
    public List<String> getPeriods() {
        return PERIODS;
    }

    /** Whether the period is typed. */
    public boolean isOtherPeriod() {
        return OTHER.equals(form().text("periodChoice"));
    }

    /** A standard as people say it. */
    public String standard(SubAccountView subAccount) {
        return subAccount
                .standard()
                .map(standard -> new Shown().work(standard.hashes()) + ", " + new Shown().period(standard.period()))
                .orElse("");
    }

    /** What the typed amount is in the other units, for whoever types it. */
    public String getMeans() {
        BigDecimal amount = Typed.number("amount", form(), new ArrayList<>());
        if (amount == null || amount.signum() <= 0) {
            return "";
        }
        String period = period(form());
        StandardUnit typed = typedUnit();
        Optional<BigDecimal> hashes = typed.toHashes(amount, period);
        if (hashes.isEmpty()) {
            return Words.say("unitNeedsPeriod");
        }
        List<String> all = new ArrayList<>();
        for (StandardUnit each : StandardUnit.values()) {
            if (each != typed) {
                each.about(hashes.get(), period)
                        .ifPresent(about -> all.add((each.exactly(hashes.get(), period)
                                                .filter(exact -> exact.compareTo(about) == 0)
                                                .isPresent()
                                        ? "= "
                                        : "≈ ")
                                + written(about) + " " + Words.say("unit." + each)));
            }
        }
        return String.join("\u2003", all);
    }

    /** What was typed means something else now. */
    public void converted() {
        // What is shown beside it is made anew from what was typed.
    }

    /** Writes the amount in the unit that was chosen, if that can be done exactly. */
    public void unitChanged() {
        StandardUnit wanted = typedUnit();
        BigDecimal amount = Typed.number("amount", form(), new ArrayList<>());
        if (amount != null) {
            String period = period(form());
            unit.toHashes(amount, period)
                    .flatMap(hashes -> wanted.exactly(hashes, period))
                    .ifPresent(converted -> {
                        form().with("amount", written(converted));
                        PrimeFaces.current().ajax().update("form:hashes");
                    });
        }
        unit = wanted;
    }

    /** Really logs in with what was typed; a password that was left empty is the one that is stored. */
    public void checkLogin() {
        loginCheck = null;
        if (Rights.refuses()) {
            return;
        }
        try {
            boolean stored = !isNew() && form().text("password") == null;
            loginCheck = stored
                    ? loginChecks.ofSubAccount(form().name(), form().text("pool"), form().text("user"))
                    : loginChecks.check(form().text("pool"), form().text("user"), form().text("password"));
        } catch (InvalidInputException e) {
            Form.show("form:", Map.of("login", "check"), e.errors());
        } catch (UnknownNameException e) {
            Form.refused(e.getMessage());
        }
    }

    /** What the pool said; null until it was asked. */
    public LoginCheck getLoginCheck() {
        return loginCheck;
    }

    /** The bits that machines may roll there. */
    public String getVersionMask() {
        return loginCheck == null ? "" : String.format(Locale.ROOT, "%08x", loginCheck.versionMask());
    }

    private StandardUnit typedUnit() {
        return unit(form());
    }

    private static StandardUnit unit(Form form) {
        String typed = form.text("unit");
        return typed == null ? StandardUnit.HASHES : StandardUnit.valueOf(typed);
    }

    private static String period(Form form) {
        String choice = form.text("periodChoice");
        return OTHER.equals(choice) ? form.text("otherPeriod") : choice;
    }

    /** Plain digits as long as they can be read. */
    private static String written(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.precision() - stripped.scale() > 9 || stripped.scale() > 12
                ? stripped.toString().replace("E+", "e").replace('E', 'e')
                : stripped.toPlainString();
    }

    @Override
    List<SubAccountView> load() {
        return subAccounts.list();
    }

    @Override
    Form blank() {
        loginCheck = null;
        unit = StandardUnit.PETAHASH_DAYS;
        List<String> choice = getPools();
        return Form.create()
                .with("pool", choice.size() == 1 ? choice.get(0) : "")
                .with("group", "default")
                .with("periodChoice", "DAILY")
                .with("unit", unit.name());
    }

    @Override
    Form filled(SubAccountView subAccount) {
        loginCheck = null;
        opened = fields(subAccount);
        unit = StandardUnit.valueOf(opened.text("unit"));
        return fields(subAccount);
    }

    private static Form fields(SubAccountView subAccount) {
        Form form = Form.change(subAccount.name())
                .with("pool", subAccount.pool())
                .with("user", subAccount.user())
                .with("position", String.valueOf(subAccount.position()))
                .with("group", subAccount.group())
                .with("priority", subAccount.priority() == 0 ? "" : String.valueOf(subAccount.priority()))
                .with(
                        "weight",
                        subAccount.weight().map(BigDecimal::toPlainString).orElse(""))
                .with("dueAt", subAccount.dueAt().map(Typed::written).orElse(""))
                .with("carryOver", subAccount.carryOver())
                .with("paused", subAccount.paused())
                .with("note", subAccount.note());
        String period =
                subAccount.standard().map(SubAccountView.Standard::period).orElse("DAILY");
        form.with("periodChoice", PERIODS.contains(period) ? period : OTHER).with("otherPeriod", period);
        form.with("unit", StandardUnit.PETAHASH_DAYS.name());
        subAccount.standard().ifPresent(standard -> {
            BigDecimal hashes = standard.hashes();
            // Small amounts, as of a lab, are clearer in hashes.
            Optional<BigDecimal> days = hashes.compareTo(new BigDecimal("1e17")) < 0
                    ? Optional.empty()
                    : StandardUnit.PETAHASH_DAYS.exactly(hashes, period);
            form.with("amount", written(days.orElse(hashes)))
                    .with("unit", (days.isPresent() ? StandardUnit.PETAHASH_DAYS : StandardUnit.HASHES).name());
        });
        return form;
    }

    /** What somebody else changed while the dialog was open stays, where it was not changed in the dialog as well. */
    private Form merged(Form typed) {
        try {
            return typed.over(opened, fields(subAccounts.get(typed.name())), TOGETHER);
        } catch (UnknownNameException e) {
            // Removed meanwhile: what was typed is all there is, and makes it anew.
            return typed;
        }
    }

    @Override
    String name(SubAccountView subAccount) {
        return subAccount.name();
    }

    @Override
    List<FieldError> store(String who, Form typed) {
        Form form = typed.isNew() ? typed : merged(typed);
        List<FieldError> unreadable = new ArrayList<>();
        BigDecimal position = Typed.whole("position", form, unreadable);
        BigDecimal priority = Typed.whole("priority", form, unreadable);
        BigDecimal weight = Typed.number("weight", form, unreadable);
        BigDecimal amount = Typed.number("amount", "hashes", form, unreadable);
        String period = period(form);
        BigDecimal hashes = null;
        if (amount != null) {
            Optional<BigDecimal> converted = unit(form).toHashes(amount, period);
            hashes = converted.orElse(amount);
            if (converted.isEmpty()) {
                unreadable.add(new FieldError("hashes", Words.say("unitNeedsPeriod")));
            }
        }
        boolean readable = unreadable.isEmpty();
        var input = new SubAccountInput(
                form.text("pool"),
                form.text("user"),
                form.text("password"),
                position == null || !readable ? null : Integer.valueOf(position.intValueExact()),
                form.text("group"),
                hashes == null ? null : new StandardInput(hashes, period),
                priority == null || !readable ? null : Integer.valueOf(priority.intValueExact()),
                weight,
                Typed.instant(form.text("dueAt")),
                form.truth("carryOver"),
                form.truth("paused"),
                form.text("note") == null ? "" : form.text("note"));
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

    /** Since when it is paused, and by whom; empty when it is not. */
    public String paused(SubAccountView subAccount) {
        return Pauses.said(subAccount);
    }

    /** Takes all machines from it until it is resumed. */
    public void pause() {
        if (!Rights.refuses()) {
            Pauses.pause(subAccounts, Form.meant());
            refresh();
        }
    }

    /** Lets machines work for it again. */
    public void resume() {
        if (!Rights.refuses()) {
            Pauses.resume(subAccounts, Form.meant());
            refresh();
        }
    }

    /** Whether there is one of the same group to change places with. */
    public boolean movable(SubAccountView subAccount, int by) {
        int at = getItems().indexOf(subAccount) + by;
        return at >= 0 && at < getItems().size() && getItems().get(at).group().equals(subAccount.group());
    }

    /** Changes places with the one before (-1) or after (1). */
    public void move(int by) {
        meant().filter(subAccount -> movable(subAccount, by)).ifPresent(subAccount -> move(subAccount, by));
    }

    private void move(SubAccountView subAccount, int by) {
        int at = getItems().indexOf(subAccount);
        getItems().remove(at);
        getItems().add(at + by, subAccount);
        reorder(subAccount.group());
    }

    /** A row was dragged; the list is in its new order already. */
    public void dragged(ReorderEvent event) {
        reorder(getItems().get(event.getToIndex()).group());
    }

    private void reorder(String group) {
        if (!Rights.refuses()) {
            try {
                order.set(
                        Rights.caller(),
                        getItems().stream()
                                .filter(item -> item.group().equals(group))
                                .map(SubAccountView::name)
                                .toList());
                Form.done(Words.say("reordered"));
            } catch (UnknownNameException e) {
                Form.refused(e.getMessage());
            }
        }
        refresh();
    }
}
