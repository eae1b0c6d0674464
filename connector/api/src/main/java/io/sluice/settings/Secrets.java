package io.sluice.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
     * What a file holds, without the space around it. A file that is missing is made, whole, and stays whatever happens; where
     * somebody else makes it at the same moment, theirs counts.
     *
     * @param fresh what a new file is to hold
     * @throws IOException when the file cannot be read or made, or is empty
     */
    public static String kept(Path file, Supplier<String> fresh) throws IOException {
        if (!Files.exists(file)) {
            make(file, fresh.get());
        }
        String text = Files.readString(file).strip();
        if (text.isEmpty()) {
            throw new IOException(file + " is empty");
        }
        return text;
    }

    private static void make(Path file, String content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
        Path written = written(file, content + "\n");
        try {
            Files.createLink(file, written);
        } catch (FileAlreadyExistsException e) {
            // Made by somebody else meanwhile; it is read afterwards.
        } catch (UnsupportedOperationException | FileSystemException e) {
            // There are no links here.
            Files.move(written, file);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /** Writes a file that nobody else may read, whole or not at all, over the one that is there. */
    public static void write(Path file, String content) throws IOException {
        Files.move(written(file, content), file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A new file beside another one, for its owner alone, and on the disk. */
    private static Path written(Path file, String content) throws IOException {
        Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName() + ".", ".new");
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
        return fresh;
    }

    /** Makes an empty file that nobody else may read, instead of one that is there. */
    public static Path create(Path file) throws IOException {
        Files.deleteIfExists(file);
        return isPosix(file)
                ? Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : Files.createFile(file);
    }

    /** Nobody else may read it from now on: a copy from a backup may have come back readable for all. */
    public static void ownerOnly(Path file) throws IOException {
        Set<PosixFilePermission> owner = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        if (isPosix(file) && !owner.containsAll(Files.getPosixFilePermissions(file))) {
            Files.setPosixFilePermissions(file, owner);
        }
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
