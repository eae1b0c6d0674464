package io.sluice.faults;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** Where Java and its classes are. */
final class Java {
    static final Path LAUNCHER = Path.of(System.getProperty("java.home"), "bin", "java");

    private Java() {}

    /** What this process finds classes in. */
    static List<Path> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .map(Path::toAbsolutePath)
                .toList();
    }

    /** The one file or folder that a class comes from. */
    static Path home(Class<?> type) {
        return Path.of(java.net.URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    /** Class path of those parts whose file names are wanted. */
    static String classPath(Predicate<String> names) {
        return String.join(
                File.pathSeparator,
                classPath().stream()
                        .filter(path -> names.test(path.getFileName().toString()))
                        .map(Path::toString)
                        .toList());
    }

    /** A port that nobody listens on now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
