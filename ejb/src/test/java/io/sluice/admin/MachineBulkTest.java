package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.audit.AuditEntry;
import io.sluice.distribution.TestDatabase;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MachineBulkTest {
    @ParameterizedTest
    @EnumSource
    void manyAreChangedAlikeAndWhatIsLeftEmptyStays(TestDatabase database) {
        try (Office office = new Office(database)) {
            office.at(d -> d.groups().put("admin", "north", new GroupInput("STEADY")));
            List<String> names =
                    IntStream.range(0, 1_100).mapToObj(i -> "rig-" + i).toList();
            office.at(d -> {
                names.forEach(name -> d.machines().put("admin", name, new MachineInput(null, null, null, null)));
                return d.machines().put("admin", "rig-7", new MachineInput("STANDBY", "north", null, null));
            });
            long audited = audited(office);
            office.announced.clear();

            int changed = office.at(d -> d.bulk().change("olga", names, wanted(null, "north", true)));

            assertThat(changed).isEqualTo(1_100);
            assertThat(office.<List<MachineView>>at(d -> d.machines().list())).allSatisfy(machine -> {
                assertThat(machine.group()).isEqualTo("north");
                assertThat(machine.outOfService()).isTrue();
                assertThat(machine.role())
                        .isEqualTo(machine.name().equals("rig-7") ? MachineView.Role.STANDBY : MachineView.Role.ACTIVE);
            });
            assertThat(audited(office)).isEqualTo(audited + 1_100);
            assertThat(office.announced).as("one plan for all").hasSize(1);
            // Again, nothing is different.
            assertThat(office.<Integer>at(d -> d.bulk().change("olga", names, wanted(null, "north", true))))
                    .isZero();
            assertThat(audited(office)).isEqualTo(audited + 1_100);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoIsNotThereAnyMoreIsPassedOver(TestDatabase database) {
        try (Office office = new Office(database)) {
            office.at(d -> d.machines().put("admin", "here", new MachineInput(null, null, null, null)));
            int changed = office.at(d ->
                    d.bulk().change("olga", List.of("here", "gone"), wanted(MachineView.Role.STANDBY, null, null)));
            assertThat(changed).isOne();
            assertThat(office.<MachineView>at(d -> d.machines().get("here")).role())
                    .isEqualTo(MachineView.Role.STANDBY);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aGroupThatIsNotThereAndTooManyAreRefusedAndNothingIsChanged(TestDatabase database) {
        try (Office office = new Office(database)) {
            office.at(d -> d.machines().put("admin", "here", new MachineInput(null, null, null, null)));
            assertThatExceptionOfType(InvalidInputException.class)
                    .isThrownBy(() ->
                            office.at(d -> d.bulk().change("olga", List.of("here"), wanted(null, "nowhere", true))))
                    .satisfies(e ->
                            assertThat(e.errors()).extracting(FieldError::field).containsExactly("group"));
            List<String> tooMany = Collections.nCopies(MachineBulk.MOST + 1, "here");
            assertThatExceptionOfType(InvalidInputException.class)
                    .isThrownBy(() -> office.at(d -> d.bulk().change("olga", tooMany, wanted(null, null, true))))
                    .satisfies(e ->
                            assertThat(e.errors()).extracting(FieldError::field).containsExactly("machines"));
            assertThat(office.<MachineView>at(d -> d.machines().get("here")).outOfService())
                    .isFalse();
        }
    }

    private static MachineBulk.Wanted wanted(MachineView.Role role, String group, Boolean outOfService) {
        return new MachineBulk.Wanted(
                Optional.ofNullable(role), Optional.ofNullable(group), Optional.ofNullable(outOfService));
    }

    private static long audited(Office office) {
        return office.at(d -> d.em().createQuery("select e from AuditEntry e", AuditEntry.class)
                .getResultStream()
                .count());
    }
}
