package io.sluice.connector.journal;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;

/**
 * Gives a mapping's memory back at once. Java leaves that to its garbage collector, which may come to it after minutes and
 * hundreds of megabytes; what it has for our case is in {@code jdk.unsupported}, the module that is for such cases.
 */
final class Unmapping {
    private static final System.Logger LOG = System.getLogger(Unmapping.class.getName());
    private static final MethodHandle INVOKE_CLEANER = find();

    private Unmapping() {}

    private static MethodHandle find() {
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            Field instance = unsafe.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return MethodHandles.lookup()
                    .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(instance.get(null));
        } catch (ReflectiveOperationException e) {
            LOG.log(
                    Level.INFO,
                    "This Java gives mapped memory back when its garbage collector comes to it, not before",
                    e);
            return null;
        }
    }

    /** Nobody may touch the buffer, or a duplicate of it, from now on. */
    static void unmap(MappedByteBuffer buffer) {
        if (INVOKE_CLEANER == null) {
            return;
        }
        try {
            INVOKE_CLEANER.invoke(buffer);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the mapping could not be given back", e);
        }
    }
}
