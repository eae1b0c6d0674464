package io.sluice.settings;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/** Passwords made here, and the files that hold secrets: readable by their owner alone, where the file system knows of that. */
public final class Secrets {
    /** Without characters that are easily taken for one another. */
    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int LENGTH = 20;

    private Secrets() {}

    /** A new password of about 115 bits. */
    public static String generate() {
        return new SecureRandom()
                .ints(LENGTH, 0, ALPHABET.length())
                .collect(StringBuilder::new, (text, i) -> text.append(ALPHABET.charAt(i)), StringBuilder::append)
                .toString();
    }

    /**
     * What a file holds, without the space around it. A file that is missing is made, whole; where another process makes it
     * at the same moment, that one's counts.
     *
     * @param fresh what a new file is to hold
     * @throws IOException when the file cannot be read or made
     */
    public static String kept(Path file, Supplier<String> fresh) throws IOException {
        if (!Files.exists(file)) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path written = beside(file);
            Files.writeString(create(written), fresh.get() + "\n");
            try {
                Files.createLink(file, written);
            } catch (FileAlreadyExistsException e) {
                // Made by another process meanwhile; it is read below.
            } catch (UnsupportedOperationException e) {
                Files.move(written, file);
            } finally {
                Files.deleteIfExists(written);
            }
        }
        ownerOnly(file);
        return Files.readString(file).strip();
    }

    /** Writes a file that nobody else may read, whole or not at all, over the one that is there. */
    public static void write(Path file, String content) throws IOException {
        Path written = beside(file);
        Files.writeString(create(written), content);
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Makes an empty file that nobody else may read, instead of one that is there. */
    public static Path create(Path file) throws IOException {
        Files.deleteIfExists(file);
        return isPosix(file)
                ? Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : Files.createFile(file);
    }

    private static Path beside(Path file) {
        return file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid());
    }

    /** A copy from a backup may have come back readable for all. */
    private static void ownerOnly(Path file) throws IOException {
        Set<PosixFilePermission> owner = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        if (isPosix(file) && !owner.containsAll(Files.getPosixFilePermissions(file))) {
            Files.setPosixFilePermissions(file, owner);
        }
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
