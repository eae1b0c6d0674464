package io.sluice.web.console;

import io.sluice.admin.Explanations;
import io.sluice.admin.FeasibilityView;
import io.sluice.admin.FieldError;
import io.sluice.admin.GroupInput;
import io.sluice.admin.GroupView;
import io.sluice.admin.Groups;
import io.sluice.admin.Outcome;
import io.sluice.admin.SubAccountView;
import io.sluice.admin.SubAccounts;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The groups: how each divides its machines, whom it serves, and whether that can be done. */
@Named
@ViewScoped
@SuppressWarnings("serial") // Views are kept in memory.
public class GroupsPage extends Editor<GroupsPage.Row> {
    private static final long serialVersionUID = 1L;

    /** Where new machines join; it stays. */
    private static final String HOME = "default";

    /** More of them are on the page of sub-accounts. */
    private static final int SHOWN = 50;

    @Inject
    private Groups groups;

    @Inject
    private SubAccounts subAccounts;

    @Inject
    private Explanations explanations;

    public GroupsPage() {
        super("group");
    }

    /**
     * A sub-account of a group.
     *
     * @param carriesOver whether what a period is short of is due in the next one as well
     * @param weight as people write it; empty when none was set
     */
    public record Member(String name, boolean carriesOver, boolean paused, String weight) {}

    /**
     * A group.
     *
     * @param members in the order of filling, the first {@value GroupsPage#SHOWN}
     * @param feasible whether their standards can be met; empty before the first plan after a start
     */
    public record Row(GroupView group, List<Member> members, Optional<FeasibilityView> feasible) {
        public Row {
            members = List.copyOf(members);
        }

        /** Sub-accounts that are not among the members that are shown. */
        public long getMore() {
            return group.subAccounts() - members.size();
        }

        /** Whether it may be removed once it has no members. */
        public boolean isRemovable() {
            return !group.name().equals(HOME);
        }
    }

    /** To choose from. */
    public List<String> getPolicies() {
        return groups.policies();
    }

    @Override
    List<Row> load() {
        Map<String, List<SubAccountView>> members =
                subAccounts.list().stream().collect(Collectors.groupingBy(SubAccountView::group));
        Map<String, FeasibilityView> feasible = explanations.feasibility().stream()
                .collect(Collectors.toMap(FeasibilityView::group, Function.identity()));
        return groups.list().stream()
                .map(group -> new Row(
                        group,
                        members.getOrDefault(group.name(), List.of()).stream()
                                .limit(SHOWN)
                                .map(GroupsPage::member)
                                .toList(),
                        // The policy may have been changed since.
                        Optional.ofNullable(feasible.get(group.name()))
                                .filter(found -> found.policy().equals(group.policy()))))
                .toList();
    }

    private static Member member(SubAccountView subAccount) {
        return new Member(
                subAccount.name(),
                subAccount.carryOver(),
                subAccount.paused(),
                subAccount
                        .weight()
                        .map(weight -> weight.stripTrailingZeros().toPlainString())
                        .orElse(""));
    }

    @Override
    Form blank() {
        return Form.create().with("policy", getPolicies().get(0));
    }

    @Override
    Form filled(Row row) {
        return Form.change(row.group().name()).with("policy", row.group().policy());
    }

    @Override
    String name(Row row) {
        return row.group().name();
    }

    @Override
    List<FieldError> store(String who, Form form) {
        groups.put(who, form.target(), new GroupInput(form.text("policy")));
        return List.of();
    }

    @Override
    Outcome remove(String who, String name) {
        return groups.remove(who, name);
    }
}
