package io.sluice.stratum;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Imports run one way, as each package's description says. */
class ImportsTest {
    private static final String JDK = "java..";
    private static final String JACKSON = "com.fasterxml.jackson.core..";
    private static final String API = "io.sluice.api..";
    private static final String PROTOCOL = "io.sluice.stratum.protocol..";
    private static final String WORK = "io.sluice.stratum.work..";
    private static final String RELAY = "io.sluice.stratum.relay..";

    private final JavaClasses stratum = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sluice.stratum");

    @Test
    void protocolStandsAlone() {
        only(PROTOCOL, JACKSON);
    }

    @Test
    void workKnowsTheProtocol() {
        only(WORK, API, PROTOCOL);
    }

    @Test
    void relayKnowsBoth() {
        only(RELAY, API, PROTOCOL, WORK, "javax.crypto..");
    }

    private void only(String of, String... others) {
        String[] allowed = Stream.concat(Stream.of(JDK, of), Stream.of(others)).toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(of)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .check(stratum);
    }
}
