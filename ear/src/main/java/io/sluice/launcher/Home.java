package io.sluice.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder {@code SLUICE_HOME}, held by this process alone for as long as it lives.
 *
 * <pre>
 * db/               the H2 database
 * broker/           OpenMQ's messages, users and settings
 * journal/          shares, until the ledger has them for certain
 * log/              the full log
 * platform/         Payara Micro's jars, unpacked
 * payara/           Payara Micro's own; made anew at each start, but for its transaction log
 * runtime/          the archives that are deployed; made anew at each start
 * secret.key        what pool passwords are encrypted with, unless SLUICE_SECRET_KEY is set
 * stratum-tls.p12   certificate of the machines' TLS port, unless one is given
 * https.p12         certificate of the console's TLS port, unless one is given
 * db.password       of the H2 database
 * broker.password   login of the accounting system, unless SLUICE_BROKER_PASSWORD says otherwise
 * </pre>
 */
final class Home {
    private final Path root;

    /** Never closed: the lock ends with the process, however that ends. */
    @SuppressWarnings("unused")
    private final FileChannel lock;

    private Home(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Makes the folder where it is missing, and locks it.
     *
     * @throws StartFailure when it cannot be written to, or belongs to another running Sluice
     */
    static Home open(Path root) throws StartFailure {
        try {
            create(root);
            for (String folder : Set.of("db", "broker", "log", "platform", "payara", "runtime")) {
                Files.createDirectories(root.resolve(folder));
            }
            FileChannel channel = FileChannel.open(
                    root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
            if (!locked(channel)) {
                channel.close();
                throw new StartFailure("The folder " + root
                        + " is in use by another Sluice; stop that one or set SLUICE_HOME to another folder.");
            }
            return new Home(root, channel);
        } catch (IOException e) {
            throw new StartFailure(
                    "Cannot write to the folder " + root + " (" + reason(e)
                            + "); set SLUICE_HOME to a folder that can be written to.",
                    e);
        }
    }

    /** For its owner alone: what customers are owed is nobody else's business. A folder that is there stays as it is. */
    private static void create(Path root) throws IOException {
        if (Files.exists(root)) {
            return;
        }
        Path whole = root.toAbsolutePath();
        if (whole.getParent() != null) {
            Files.createDirectories(whole.getParent());
        }
        if (whole.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectory(
                    whole, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectory(whole);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // Held by this very process, which is how tests meet it.
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "")
                + (e.getMessage() == null ? "" : ": " + e.getMessage());
    }

    Path root() {
        return root;
    }

    Path broker() {
        return root.resolve("broker");
    }

    Path platform() {
        return root.resolve("platform");
    }

    Path log() {
        return root.resolve("log");
    }

    Path brokerPasswordFile() {
        return root.resolve("broker.password");
    }

    /** Present from the first start on that got as far as having an administrator. */
    Path administratorMarker() {
        return root.resolve("administrator");
    }

    /** Payara's folder, with nothing of an earlier run but its transaction log. */
    Path freshPayara() throws IOException {
        Path payara = root.resolve("payara");
        try (Stream<Path> children = Files.list(payara)) {
            for (Path child : (Iterable<Path>) children::iterator) {
                if (!child.getFileName().toString().equals("logs")) {
                    delete(child);
                }
            }
        }
        return payara;
    }

    /** Unpacks a resource of this jar into the runtime folder. */
    Path unpack(String resource) throws IOException {
        Path file = root.resolve("runtime").resolve(resource);
        try (InputStream in = Home.class.getResourceAsStream("/sluice/" + resource)) {
            if (in == null) {
                throw new IOException("sluice.jar lacks sluice/" + resource);
            }
            Files.createDirectories(file.getParent());
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    /** Deletes what is in a folder. */
    static void empty(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            for (Path child : (Iterable<Path>) children::iterator) {
                delete(child);
            }
        }
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> tree = Files.walk(path)) {
            tree.sorted(Comparator.reverseOrder()).forEach(each -> {
                try {
                    Files.delete(each);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
