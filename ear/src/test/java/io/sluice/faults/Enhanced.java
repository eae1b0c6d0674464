package io.sluice.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ejb.MessageDriven;
import jakarta.ejb.Singleton;
import jakarta.ejb.Stateless;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.MethodDelegation;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * Subclasses of the application's beans whose methods go through {@link Interception}, as a container makes them. They
 * are made once and kept in a jar, so that a life that lasts a second need not begin with them.
 */
final class Enhanced {
    private static final String SUFFIX = "Enhanced";
    private static final String INDEX = "beans.txt";

    private Enhanced() {}

    /** The enhanced subclass of a bean, from the jar. */
    static <T> T instance(Class<T> bean) {
        try {
            return bean.cast(Class.forName(bean.getName() + SUFFIX)
                    .getDeclaredConstructor()
                    .newInstance());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no enhanced " + bean, e);
        }
    }

    /** All beans of the application, from the jar. */
    static List<Class<?>> all() throws IOException {
        try (InputStream in = Enhanced.class.getResourceAsStream("/" + INDEX)) {
            List<Class<?>> beans = new ArrayList<>();
            for (String name : new String(in.readAllBytes(), UTF_8).lines().toList()) {
                beans.add(Class.forName(name));
            }
            return beans;
        } catch (ClassNotFoundException e) {
            throw new IOException("the jar names a bean that is not there", e);
        }
    }

    /** Writes the class files of all beans of the application into a folder. */
    static void write(Path folder, Path application) throws IOException {
        List<Class<?>> beans = beans(application);
        Files.write(folder.resolve(INDEX), beans.stream().map(Class::getName).toList());
        for (Class<?> bean : beans) {
            try (DynamicType.Unloaded<?> made = new ByteBuddy()
                    .subclass(bean)
                    .name(bean.getName() + SUFFIX)
                    .modifiers(Visibility.PUBLIC)
                    .method(ElementMatchers.isPublic().and(ElementMatchers.isDeclaredBy(bean)))
                    .intercept(MethodDelegation.to(Interception.class))
                    .make()) {
                made.saveIn(folder.toFile());
            }
        }
    }

    /** @param application its jar, or the folder of its classes */
    private static List<Class<?>> beans(Path application) throws IOException {
        List<Class<?>> beans = new ArrayList<>();
        for (String name : classes(application)) {
            try {
                Class<?> type = Class.forName(name, false, Enhanced.class.getClassLoader());
                if (type.isAnnotationPresent(Stateless.class)
                        || type.isAnnotationPresent(Singleton.class)
                        || type.isAnnotationPresent(MessageDriven.class)) {
                    beans.add(type);
                }
            } catch (ClassNotFoundException e) {
                throw new IOException(application + " lists a class that is not there", e);
            }
        }
        return beans;
    }

    private static List<String> classes(Path application) throws IOException {
        try (FileSystem jar = Files.isDirectory(application) ? null : FileSystems.newFileSystem(application);
                Stream<Path> files = Files.walk(jar == null ? application : jar.getPath("/"))) {
            Path root = jar == null ? application : jar.getPath("/");
            return files.filter(file -> file.toString().endsWith(".class"))
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> !file.contains("$") && !file.endsWith("-info.class"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .sorted()
                    .toList();
        }
    }
}
