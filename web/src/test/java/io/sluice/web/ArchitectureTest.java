package io.sluice.web;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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
}
