package io.sluice.connector.journal;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of one life of the adapter. Lives are numbered, as their names are times and a clock may step backwards.
 *
 * <pre>
 * 000012-20260131T120000-0a1b2c3d/
 *     0-00000001.log      stream 0, its first segment
 *     cuts-00000001.log   which records make up which report
 * </pre>
 */
record LifeFolder(Path path, int number, String incarnation) {
    /** The name of the stream that says which records make up which report. */
    static final String CUTS = "cuts";

    private static final System.Logger LOG = System.getLogger(LifeFolder.class.getName());
    private static final String GONE = ".gone";
    private static final Pattern NAME = Pattern.compile("(\\d{6,9})-(.{1,40})");
    private static final Pattern FILE = Pattern.compile("(\\d+|" + CUTS + ")-(\\d{8})\\.log");

    /** The folders of all lives, the oldest first. */
    static List<LifeFolder> in(Path journal) throws IOException {
        if (!Files.isDirectory(journal)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(journal)) {
            List<LifeFolder> lives = new ArrayList<>();
            found.forEach(path -> {
                Matcher name = NAME.matcher(path.getFileName().toString());
                if (name.matches() && !name.group(2).endsWith(GONE) && Files.isDirectory(path)) {
                    lives.add(new LifeFolder(path, Integer.parseInt(name.group(1)), name.group(2)));
                }
            });
            lives.sort(Comparator.comparingInt(LifeFolder::number));
            return lives;
        }
    }

    static LifeFolder of(Path journal, int number, String incarnation) {
        return new LifeFolder(journal.resolve(String.format("%06d-%s", number, incarnation)), number, incarnation);
    }

    Path file(String stream, int segment) {
        return path.resolve(String.format("%s-%08d.log", stream, segment));
    }

    /** The segments of each stream, in their order. */
    NavigableMap<String, NavigableMap<Integer, Path>> segments() throws IOException {
        NavigableMap<String, NavigableMap<Integer, Path>> streams = new TreeMap<>();
        try (Stream<Path> files = Files.list(path)) {
            files.forEach(file -> {
                Matcher name = FILE.matcher(file.getFileName().toString());
                if (name.matches()) {
                    streams.computeIfAbsent(name.group(1), stream -> new TreeMap<>())
                            .put(Integer.parseInt(name.group(2)), file);
                }
            });
        }
        return streams;
    }

    /** Bytes that its files take. */
    long bytes() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            long sum = 0;
            for (Path file : files.toList()) {
                sum += Files.size(file);
            }
            return sum;
        }
    }

    /**
     * Removes it with all that is in it. A part of it is never taken for the whole.
     *
     * @throws IOException when it cannot be removed, and is as it was
     */
    void delete() throws IOException {
        Path gone = path.resolveSibling(path.getFileName() + GONE);
        Files.move(path, gone, StandardCopyOption.ATOMIC_MOVE);
        try {
            deleteAll(gone);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "What is left of " + gone + " is removed at the next start", e);
        }
    }

    /** Brings to the disk which files there are in a folder. */
    static void force(Path folder) throws IOException {
        if (File.separatorChar == '\\') {
            return; // Windows has no such thing
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Removes what is left of folders whose removal was interrupted. */
    static void deleteRemains(Path journal) throws IOException {
        try (Stream<Path> found = Files.list(journal)) {
            for (Path path : found.toList()) {
                if (path.getFileName().toString().endsWith(GONE)) {
                    deleteAll(path);
                }
            }
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
