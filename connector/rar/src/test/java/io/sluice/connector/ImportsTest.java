package io.sluice.connector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the packages say that they import, held. */
class ImportsTest {
    private final JavaClasses connector = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sluice.connector");

    @Test
    void whatRunsOnAnEventLoopKnowsNoContainer() {
        noClasses()
                .that()
                .resideInAPackage("io.sluice.connector.net..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "jakarta..", "java.sql..", "javax.sql..", "io.sluice.connector", "io.sluice.settings..")
                .check(connector);
    }

    @Test
    void theJournalKnowsNeitherContainerNorNetwork() {
        noClasses()
                .that()
                .resideInAPackage("io.sluice.connector.journal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "jakarta..",
                        "java.sql..",
                        "javax.sql..",
                        "io.netty..",
                        "io.sluice.connector",
                        "io.sluice.connector.net..")
                .check(connector);
    }

    @Test
    void theAdapterKnowsNeitherTheApplicationNorTheLab() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.sluice.lab..",
                        "io.sluice.distribution..",
                        "io.sluice.scheduling..",
                        "io.sluice.allocation..",
                        "io.sluice.admin..",
                        "io.sluice.web..",
                        "jakarta.persistence..",
                        "jakarta.jms..",
                        "jakarta.ejb..")
                .check(connector);
    }

    @Test
    void theAdapterReachesTheRelayByItsPublicFaceOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.sluice.connector..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.sluice.stratum.protocol..", "io.sluice.stratum.work..")
                .check(connector);
    }
}
