package io.sluice.faults;

import io.sluice.scheduling.Watch;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * What a life of {@link FaultField} is made of, so prepared that it begins in a second or two: a class path of jars only,
 * the beans enhanced beforehand, and the archive of classes that the first life leaves for the others.
 */
final class ClassArchive {
    /** Parts of this test's class path that only the test itself needs. */
    private static final List<String> NOT_NEEDED = List.of(
            "payara-",
            "arquillian-",
            "selenium-",
            "opentelemetry-",
            "shrinkwrap-",
            "junit-",
            "assertj-",
            "embedded-",
            "commons-",
            "sluice-web",
            "sluice-lab",
            "guava");

    private static final Path BROKER_CLIENT =
            Path.of("target", "openmq", "mq", "lib", "imq.jar").toAbsolutePath();

    private final Path archive;
    private final Path own;
    private final String classPath;

    /** @param folder where its files go */
    ClassArchive(Path folder) throws IOException {
        archive = folder.resolve("field.jsa");
        own = folder.resolve("field.jar");
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Enhanced.write(classes, Java.home(Watch.class));
        pack(own, List.of(classes, Java.home(FaultField.class)));
        List<String> parts = new ArrayList<>(List.of(own.toString(), BROKER_CLIENT.toString()));
        for (Path part : Java.classPath()) {
            String name = part.getFileName().toString();
            if (name.endsWith(".jar") && NOT_NEEDED.stream().noneMatch(name::startsWith)) {
                parts.add(part.toString());
            }
        }
        classPath = String.join(File.pathSeparator, parts);
    }

    private static void pack(Path jar, List<Path> folders) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", ClockAgent.class.getName());
        manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out, manifest)) {
            for (Path folder : folders) {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                        packed.putNextEntry(
                                new JarEntry(folder.relativize(file).toString().replace(File.separatorChar, '/')));
                        Files.copy(file, packed);
                    }
                }
            }
        }
    }

    /**
     * The beginning of a life's command line.
     *
     * @param clock whether its clock can be set
     */
    List<String> command(boolean clock) {
        List<String> command = new ArrayList<>(List.of(
                Java.LAUNCHER.toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                Files.exists(archive) ? "-XX:SharedArchiveFile=" + archive : "-XX:ArchiveClassesAtExit=" + archive,
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off",
                "-Djava.net.preferIPv4Stack=true",
                "-Djava.util.logging.SimpleFormatter.format=%1$tT.%1$tL %4$s %5$s%6$s%n"));
        if (clock) {
            command.add("-javaagent:" + own);
        }
        command.addAll(List.of("-cp", classPath));
        return command;
    }
}
