package io.sluice;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.Stateless;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each package says in its package-info that it may import. */
class ArchitectureTest {
    private static final JavaClasses APPLICATION = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(new ImportOption.DoNotIncludeJars())
            .importPackages("io.sluice");

    @Test
    void theApplicationSeesNothingOfTheConnectorButItsApi() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.resource..", "io.netty..", "io.sluice.stratum..", "io.sluice.connector..")
                .check(APPLICATION);
    }

    @Test
    void allocationIsPure() {
        classes()
                .that()
                .resideInAPackage("io.sluice.allocation..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "io.sluice.api", "io.sluice.allocation.."))
                .check(APPLICATION);
    }

    @Test
    void evidenceIsPure() {
        classes()
                .that()
                .resideInAPackage("io.sluice.evidence..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "io.sluice.evidence.."))
                .check(APPLICATION);
    }

    @Test
    void distributionKnowsNeitherBrokerNorScheduler() {
        noClasses()
                .that()
                .resideInAPackage("io.sluice.distribution..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "jakarta.jms..", "io.sluice.scheduling..", "io.sluice.admin..", "org.flywaydb.."))
                .check(APPLICATION);
    }

    @Test
    void schedulingKnowsNoAdministration() {
        noClasses()
                .that()
                .resideInAPackage("io.sluice.scheduling..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.sluice.admin.."))
                .check(APPLICATION);
    }

    @Test
    void auditKnowsNothingOfSluice() {
        noClasses()
                .that()
                .resideInAPackage("io.sluice.audit..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.sluice..").and(not(resideInAPackage("io.sluice.audit.."))))
                .check(APPLICATION);
    }

    @Test
    void nobodyButPeopleKnowsPeople() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.sluice.people..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.sluice.people.."))
                .check(APPLICATION);
    }

    @Test
    void whatChangesSomethingIsClosedByRole() {
        List<JavaMethod> changing = APPLICATION.stream()
                .filter(type -> type.getPackageName().equals("io.sluice.admin"))
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> !method.getModifiers().contains(JavaModifier.PRIVATE))
                .filter(method -> method.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getTargetOwner().getSimpleName().equals("Changes")
                                && call.getName().equals("happened")))
                .toList();

        assertThat(changing).isNotEmpty().allSatisfy(method -> assertThat(method.isAnnotatedWith(RolesAllowed.class))
                .as(method.getFullName())
                .isTrue());
    }

    /** Reading, too; but for what health and metrics ask, which are nobody, and what is no bean of pages. */
    @Test
    void whatPagesAndRestAskIsClosedByRole() {
        List<JavaClass> beans = APPLICATION.stream()
                .filter(type -> List.of("io.sluice.admin", "io.sluice.people").contains(type.getPackageName()))
                .filter(type -> type.isAnnotatedWith(Stateless.class))
                .filter(type -> !type.getSimpleName().equals("Changes"))
                .toList();

        assertThat(beans)
                .hasSizeGreaterThan(15)
                .allSatisfy(bean -> assertThat(
                                bean.isAnnotatedWith(RolesAllowed.class) || bean.isAnnotatedWith(PermitAll.class))
                        .as(bean.getName())
                        .isTrue())
                .filteredOn(bean -> bean.isAnnotatedWith(PermitAll.class))
                .extracting(JavaClass::getSimpleName)
                .containsExactly("Field");
    }

    @Test
    void onlySchedulingTalksToTheBroker() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.sluice.scheduling..")
                .should()
                .dependOnClassesThat(resideInAPackage("jakarta.jms.."))
                .check(APPLICATION);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.sluice.(*)..").should().beFreeOfCycles().check(APPLICATION);
    }

    @Test
    void nobodySearchesForTheWriterOfJsonEachTime() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("jakarta.json.Json")
                .because("each of its methods searches all archives for a provider; JsonProvider is searched for once")
                .check(APPLICATION);
    }
}
