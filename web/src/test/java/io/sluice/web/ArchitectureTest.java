package io.sluice.web;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.sluice.admin.Condition;
import io.sluice.admin.Field;
import org.eclipse.microprofile.health.HealthCheck;
import org.junit.jupiter.api.Test;

/** What each package says in its package-info that it may import. */
class ArchitectureTest {
    private static final JavaClasses WEB = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(new ImportOption.DoNotIncludeJars())
            .importPackages("io.sluice.web");

    @Test
    void webNeverSeesTheConnector() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.sluice.stratum..",
                        "io.sluice.connector..",
                        "io.netty..",
                        "jakarta.resource..",
                        "jakarta.jms..")
                .check(WEB);
    }

    @Test
    void whatIsStoredIsReadThroughAdministration() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.sluice.distribution..",
                        "io.sluice.scheduling..",
                        "io.sluice.allocation..",
                        "jakarta.persistence..",
                        "java.sql..")
                .check(WEB);
    }

    @Test
    void healthAsksNobodyWhoMayHang() {
        noClasses()
                .that()
                .implement(HealthCheck.class)
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.sluice.admin..").and(not(belongToAnyOf(Condition.class, Field.class))))
                .because("what is known of database and broker is known without asking them")
                .check(WEB);
    }

    @Test
    void consoleAndRestDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("io.sluice.web.rest..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.sluice.web.console..", "jakarta.faces..", "org.primefaces..")
                .check(WEB);
        noClasses()
                .that()
                .resideInAPackage("io.sluice.web.console..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.sluice.web.rest..", "jakarta.ws.rs..")
                .check(WEB);
    }

    @Test
    void paperKnowsNeitherConsoleNorRest() {
        noClasses()
                .that()
                .resideInAPackage("io.sluice.web.books..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.sluice.web.rest..",
                        "io.sluice.web.console..",
                        "jakarta.ws.rs..",
                        "jakarta.faces..",
                        "org.primefaces..")
                .check(WEB);
    }

    @Test
    void nobodySearchesForTheWriterOfJsonEachTime() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("jakarta.json.Json")
                .because("each of its methods searches all archives for a provider; JsonProvider is searched for once")
                .check(WEB);
    }
}
