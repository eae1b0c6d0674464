package io.sluice.launcher;

import fish.payara.micro.boot.PayaraMicroBoot;
import fish.payara.micro.boot.loader.OpenURLClassLoader;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;

/**
 * Payara Micro's three hundred jars, unpacked from this jar into the home at the first start, and their class loader.
 *
 * <p>Payara's own boot loader reads them where they are, nested, and asks one after the other for each class and resource:
 * half of the time that a start takes goes there. This one knows which jars have which folder, and opens no other.
 */
final class Platform extends OpenURLClassLoader {
    private static final String NESTED = "MICRO-INF/runtime/";
    private static final String INDEX = "index.txt";

    static {
        registerAsParallelCapable();
    }

    /** One of the jars, opened when first needed and never closed. */
    private static final class Jar {
        private final URL url;
        private final File file;
        private JarFile open;
        private Manifest manifest;

        Jar(Path path) throws MalformedURLException {
            url = path.toUri().toURL();
            file = path.toFile();
        }

        synchronized JarFile open() throws IOException {
            if (open == null) {
                open = new JarFile(file, false, ZipFile.OPEN_READ, Runtime.version());
                manifest = open.getManifest();
            }
            return open;
        }

        synchronized Manifest manifest() {
            return manifest == null ? new Manifest() : manifest;
        }

        CodeSource source() {
            return new CodeSource(url, (CodeSigner[]) null);
        }

        URL resource(String name) throws IOException {
            JarEntry entry = open().getJarEntry(name);
            return entry == null ? null : new URL("jar:" + url + "!/" + name.replace(" ", "%20"));
        }
    }

    /** Which jars have a folder, in their order; folders have no slash at their end, and the root is empty. */
    private final Map<String, List<Jar>> index;

    /** Packages defined already: asking the loader would take a lock of all. */
    private final Map<String, Boolean> packages = new ConcurrentHashMap<>();

    private Platform(URL[] urls, Map<String, List<Jar>> index) {
        super(urls, Platform.class.getClassLoader());
        this.index = index;
    }

    /**
     * Payara Micro, ready to be set up and booted; at most once in a process.
     *
     * @param home where the jars are unpacked, unless they are there already
     */
    static PayaraMicroBoot prepare(Home home) throws IOException {
        Path self = self();
        Path unpacked;
        try (JarFile jar = new JarFile(self.toFile())) {
            unpacked = unpack(jar, home);
        }
        // As Payara's own boot loaders do.
        System.setProperty("fish.payara.micro.BootJar", self.toUri().toString());
        System.setProperty("fish.payara.micro.UnpackDir", unpacked.toString());
        System.setProperty("fish.payara.micro.tmpdir", unpacked.toString());
        Platform platform = of(unpacked);
        Thread.currentThread().setContextClassLoader(platform);
        try {
            return (PayaraMicroBoot) platform.loadClass("fish.payara.micro.impl.PayaraMicroImpl")
                    .getMethod("getInstance")
                    .invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IOException("sluice.jar does not hold Payara Micro as it should", e);
        }
    }

    private static Platform of(Path unpacked) throws IOException {
        Path runtime = unpacked.resolve("runtime");
        var urls = new ArrayList<URL>();
        // The folder too: Payara looks for its own adapters' archives as resources at the root.
        urls.add(runtime.toUri().toURL());
        var index = new HashMap<String, List<Jar>>();
        Jar jar = null;
        for (String line : Files.readAllLines(unpacked.resolve(INDEX))) {
            if (line.startsWith("jar ")) {
                jar = new Jar(runtime.resolve(line.substring(4)));
                urls.add(jar.url);
            } else {
                index.computeIfAbsent(line.substring(1), folder -> new ArrayList<>())
                        .add(jar);
            }
        }
        return new Platform(urls.toArray(URL[]::new), index);
    }

    private static Path self() throws IOException {
        try {
            return Path.of(Platform.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("sluice.jar lies at a path that is no address", e);
        }
    }

    /** A folder named after the content, so that an unpacked platform is used as long as it is this one. */
    private static Path unpack(JarFile jar, Home home) throws IOException {
        List<JarEntry> nested = jar.stream()
                .filter(entry -> entry.getName().startsWith(NESTED) && !entry.isDirectory())
                .toList();
        var content = new CRC32();
        for (JarEntry entry : nested) {
            content.update((entry.getName() + entry.getCrc()).getBytes(StandardCharsets.UTF_8));
        }
        Path folder = home.platform().resolve(String.format("%08x", content.getValue()));
        if (Files.exists(folder.resolve(INDEX))) {
            return folder;
        }
        Home.empty(home.platform());
        Path runtime = Files.createDirectories(folder.resolve("runtime"));
        var lines = new ArrayList<String>();
        for (JarEntry entry : nested) {
            Path file = runtime.resolve(entry.getName().substring(NESTED.length()));
            try (var in = jar.getInputStream(entry)) {
                Files.copy(in, file);
            }
            lines.add("jar " + file.getFileName());
            folders(file.toFile()).forEach(name -> lines.add("/" + name));
        }
        // Written last: it says that all is there.
        Files.write(folder.resolve(INDEX), lines);
        return folder;
    }

    private static Set<String> folders(File file) throws IOException {
        var folders = new TreeSet<String>();
        try (JarFile jar = new JarFile(file)) {
            jar.stream().map(JarEntry::getName).forEach(name -> {
                folders.add(folder(name));
                folders.add(folder(name.replaceFirst("^META-INF/versions/\\d+/", "")));
            });
        }
        return folders;
    }

    /** The folder of an entry or resource; a name with a slash at its end is itself a folder. */
    private static String folder(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    private List<Jar> having(String resource) {
        return index.getOrDefault(folder(resource), List.of());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        String path = name.replace('.', '/') + ".class";
        try {
            for (Jar jar : having(path)) {
                JarEntry entry = jar.open().getJarEntry(path);
                if (entry != null) {
                    byte[] code;
                    try (var in = jar.open().getInputStream(entry)) {
                        code = in.readAllBytes();
                    }
                    definePackageOf(name, jar);
                    return defineClass(name, code, 0, code.length, jar.source());
                }
            }
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
        throw new ClassNotFoundException(name);
    }

    private void definePackageOf(String className, Jar jar) {
        int dot = className.lastIndexOf('.');
        if (dot > 0) {
            packages.computeIfAbsent(className.substring(0, dot), name -> {
                definePackage(name, jar.manifest(), jar.url);
                return true;
            });
        }
    }

    @Override
    public URL findResource(String name) {
        try {
            for (Jar jar : having(name)) {
                URL resource = jar.resource(name);
                if (resource != null) {
                    return resource;
                }
            }
        } catch (IOException e) {
            return null; // As for a resource that is not there, which is what a class loader says of what it cannot
            // read.
        }
        return name.endsWith(".rar") ? super.findResource(name) : null;
    }

    @Override
    public Enumeration<URL> findResources(String name) throws IOException {
        var found = new ArrayList<URL>();
        for (Jar jar : having(name)) {
            URL resource = jar.resource(name);
            if (resource != null) {
                found.add(resource);
            }
        }
        return Collections.enumeration(found);
    }
}
