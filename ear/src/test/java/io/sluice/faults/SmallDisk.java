package io.sluice.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A disk for the journal that can be filled up. */
interface SmallDisk extends AutoCloseable {
    /** What a life's command line begins with, so that it has this disk. */
    List<String> prefix();

    /**
     * Leaves no room for more, and takes what is given back until {@link #free}. What is written into files that are there
     * already has its place.
     */
    void fill() throws IOException;

    /** There is room again, for a life that runs too. */
    void free(FieldProcess life) throws IOException, InterruptedException;

    /** How it is done, for the summary. */
    @Override
    String toString();

    @Override
    void close();

    /**
     * A file system of a few MiB where this user may mount one, which is the real thing; else a limit to the size of files.
     *
     * @param folder of the journal
     */
    static SmallDisk at(Path folder) throws IOException {
        Files.createDirectories(folder);
        Mounted mounted = Mounted.at(folder);
        return mounted != null ? mounted : new Limited();
    }

    /** A file system in memory, in a mount namespace that a process of its own keeps alive from one life to the next. */
    final class Mounted implements SmallDisk {
        private static final int MEBIBYTES = 96;

        private final Process keeper;
        private final Path filler;
        private volatile boolean full;
        private Thread filling;

        private Mounted(Process keeper, Path filler) {
            this.keeper = keeper;
            this.filler = filler;
        }

        /** Null where it is not allowed. */
        private static Mounted at(Path folder) throws IOException {
            Process keeper;
            try {
                keeper = new ProcessBuilder(
                                "unshare",
                                "--map-root-user",
                                "--mount",
                                "sh",
                                "-c",
                                // It ends with its input, and so with this process.
                                "mount -t tmpfs -o size=" + MEBIBYTES + "m tmpfs \"$0\" && echo mounted && cat",
                                folder.toString())
                        .redirectErrorStream(true)
                        .start();
            } catch (IOException e) {
                return null;
            }
            var output = new BufferedReader(new InputStreamReader(keeper.getInputStream(), StandardCharsets.UTF_8));
            if (!"mounted".equals(output.readLine())) {
                keeper.destroyForcibly();
                return null;
            }
            Path inside = Path.of("/proc", Long.toString(keeper.pid()), "root");
            return new Mounted(
                    keeper, inside.resolve(Path.of("/").relativize(folder)).resolve("filler"));
        }

        @Override
        public List<String> prefix() {
            return List.of(
                    "nsenter", "--target", Long.toString(keeper.pid()), "--user", "--preserve-credentials", "--mount");
        }

        @Override
        public void fill() throws IOException {
            fillUp();
            full = true;
            filling = new Thread(
                    () -> {
                        while (full) {
                            try {
                                TimeUnit.MILLISECONDS.sleep(2);
                                fillUp();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            } catch (InterruptedException e) {
                                return;
                            }
                        }
                    },
                    "filling");
            filling.setDaemon(true);
            filling.start();
        }

        private void fillUp() throws IOException {
            byte[] bytes = new byte[4096];
            try (OutputStream out =
                    Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                while (true) {
                    try {
                        out.write(bytes);
                    } catch (IOException noRoom) {
                        return;
                    }
                }
            }
        }

        @Override
        public void free(FieldProcess life) throws IOException, InterruptedException {
            full = false;
            filling.join();
            Files.delete(filler);
        }

        @Override
        public void close() {
            full = false;
            keeper.destroyForcibly();
        }

        @Override
        public String toString() {
            return "a file system of " + MEBIBYTES + " MiB";
        }
    }

    /** No file may be longer than a segment of the journal is, which is all of a full disk that anybody may have. */
    final class Limited implements SmallDisk {
        private static final int BYTES = 3 << 20;

        private boolean full;

        @Override
        public List<String> prefix() {
            return full ? List.of("prlimit", "--fsize=" + BYTES + ":unlimited") : List.of();
        }

        @Override
        public void fill() {
            full = true;
        }

        @Override
        public void free(FieldProcess life) throws IOException, InterruptedException {
            full = false;
            int status = new ProcessBuilder(
                            "prlimit", "--fsize=unlimited:unlimited", "--pid", Long.toString(life.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IOException("the limit cannot be lifted: prlimit ended with " + status);
            }
        }

        @Override
        public void close() {
            // Ends with the life.
        }

        @Override
        public String toString() {
            return "files of at most " + BYTES + " bytes";
        }
    }
}
