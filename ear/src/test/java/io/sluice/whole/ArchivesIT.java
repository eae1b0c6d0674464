package io.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.lab.demo.SluiceClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the archives are made of. */
class ArchivesIT {
    private static final Path PARTS = Path.of("target", "parts", "sluice");
    private static final Path SBOM = Path.of("..", "target", "sluice.cdx.json");

    @ParameterizedTest
    @ValueSource(strings = {"connector.rar", "sluice.war"})
    void noClassIsThereTwiceNorALibraryInTwoVersions(String archive) throws IOException {
        Map<String, Set<String>> jarsByClass = new TreeMap<>();
        Set<String> libraries = new HashSet<>();
        try (ZipFile zip = new ZipFile(PARTS.resolve(archive).toFile())) {
            List<? extends ZipEntry> jars = zip.stream()
                    .filter(entry -> entry.getName().endsWith(".jar"))
                    .toList();
            assertThat(jars).isNotEmpty();
            for (ZipEntry jar : jars) {
                String file = jar.getName().substring(jar.getName().lastIndexOf('/') + 1);
                // A classifier, as of Netty's native parts, is another artifact.
                assertThat(libraries.add(file.replaceFirst("-\\d[\\w.]*", "")))
                        .as(file + " once")
                        .isTrue();
                try (InputStream in = zip.getInputStream(jar)) {
                    classes(in.readAllBytes()).forEach(name -> jarsByClass
                            .computeIfAbsent(name, key -> new TreeSet<>())
                            .add(file));
                }
            }
        }
        jarsByClass.values().removeIf(jars -> jars.size() < 2);
        assertThat(jarsByClass).as("classes in more than one jar").isEmpty();
    }

    private static Set<String> classes(byte[] jar) throws IOException {
        Set<String> classes = new HashSet<>();
        try (ZipInputStream entries = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                String name = entry.getName();
                if (name.endsWith(".class") && !name.endsWith("module-info.class") && !name.startsWith("META-INF/")) {
                    classes.add(name);
                }
            }
        }
        return classes;
    }

    /** A build of all modules makes the list, unless it is offline. */
    @Test
    void theListOfWhatIsInThemHasTheLargePartsAndTheirLicences() throws IOException {
        boolean required = "required".equals(System.getenv("SLUICE_SBOM"));
        assumeTrue(required || Files.exists(SBOM), "not made offline");
        Map<String, Object> list = SluiceClient.object(SluiceClient.parse(Files.readString(SBOM)));
        Set<String> names = new HashSet<>();
        Set<String> withoutLicence = new TreeSet<>();
        for (Object each : (List<?>) list.get("components")) {
            Map<String, Object> component = SluiceClient.object(each);
            String name = component.get("group") + ":" + component.get("name");
            names.add(name);
            if (!(component.get("licenses") instanceof List<?> licences) || licences.isEmpty()) {
                withoutLicence.add(name);
            }
        }
        assumeTrue(required || names.contains("io.sluice:sluice-ear"), "made by a build of some modules");
        assertThat(names)
                .contains(
                        "io.sluice:sluice-connector",
                        "io.netty:netty-handler",
                        "com.fasterxml.jackson.core:jackson-core",
                        "org.primefaces:primefaces",
                        "org.flywaydb:flyway-core",
                        "org.postgresql:postgresql",
                        "fish.payara.extras:payara-micro")
                .doesNotContain("org.junit.jupiter:junit-jupiter");
        assertThat(withoutLicence).as("without a licence").isEmpty();
    }
}
