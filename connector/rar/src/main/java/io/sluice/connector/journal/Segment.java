package io.sluice.connector.journal;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file of records, mapped into memory while it is written, and of its full size from the beginning: a store into it
 * survives the end of the process, needs no system call, and cannot fail for want of disk.
 *
 * <pre>
 * header    64 bytes: magic, format, stream, number of the segment, checksum
 * record    8 bytes: type (1), length of the body (3), CRC-32C of type, length and body (4); little-endian
 *           body, and zeros up to the next multiple of 8
 * </pre>
 *
 * The first eight bytes of a record are stored after its body, in one piece: until then the record is not there. One
 * thread writes; others read what is {@link #written}.
 */
final class Segment {
    static final int WORD = 8;
    static final int HEADER_BYTES = 64;

    /** Grows when a record changes its meaning. Every format that ever was is read. */
    static final int FORMAT = 1;

    /** What the checksum of a record is of, besides its body. */
    static final int CHECKED_HEAD = Integer.BYTES;

    private static final long MAGIC = 0x4c4e524a4543494cL;
    private static final int CHECKED_HEADER_BYTES = 24;
    private static final int ZEROS = 64 << 10;
    private static final int PAGE = 4 << 10;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle WRITTEN = findWritten();

    private static VarHandle findWritten() {
        try {
            return MethodHandles.lookup().findVarHandle(Segment.class, "written", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Path file;
    private final int number;
    private final int size;
    private final CRC32C crc = new CRC32C();
    private MappedByteBuffer map;

    @SuppressWarnings("FieldMayBeFinal") // by WRITTEN
    private volatile int written = HEADER_BYTES;

    private volatile boolean finished;
    private volatile int onDisk;
    private boolean failed;

    private Segment(Path file, int number, int size, MappedByteBuffer map) {
        this.file = file;
        this.number = number;
        this.size = size;
        this.map = map;
    }

    /**
     * Makes a segment, with its place on the disk.
     *
     * @throws IOException when there is no room for it; nothing of it is left then
     */
    static Segment create(Path file, int stream, int number, int size) throws IOException {
        FileChannel created = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
        try (FileChannel channel = created) {
            // Written, not only made long: a store into a page that the disk has no place for would end the process.
            ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
            for (int at = 0; at < size; ) {
                zeros.clear().limit(Math.min(ZEROS, size - at));
                at += channel.write(zeros, at);
            }
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            header.putLong(MAGIC).putInt(FORMAT).putInt(stream).putInt(number).putInt(size);
            header.putInt(checksum(header.array()));
            channel.write(header.clear(), 0);
            channel.force(true);
            LifeFolder.force(file.getParent());
            MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
            map.order(ByteOrder.LITTLE_ENDIAN);
            return new Segment(file, number, size, map);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static int checksum(byte[] header) {
        CRC32C crc = new CRC32C();
        crc.update(header, 0, CHECKED_HEADER_BYTES);
        return (int) crc.getValue();
    }

    /**
     * Reads a segment's file as it is now.
     *
     * @return its bytes; empty when it was not finished being made, so that nothing was ever written to it
     * @throws IOException when it cannot be read, or is of a format that is not known here
     */
    static ByteBuffer read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < HEADER_BYTES
                || buffer.getLong(0) != MAGIC
                || buffer.getInt(CHECKED_HEADER_BYTES) != checksum(bytes)) {
            return ByteBuffer.allocate(0);
        }
        if (buffer.getInt(8) != FORMAT) {
            throw new IOException("The journal's file " + file + " has format " + buffer.getInt(8)
                    + ", which this version does not know; start the version that wrote it, and let it finish.");
        }
        return buffer;
    }

    /** Whether there is nothing in a file from a position on: no record, and no rest of one. */
    static boolean isBlank(Path file, int from) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int at = from; at < bytes.length; at++) {
            if (bytes[at] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Bytes of a record whose body has so many. */
    static int recordBytes(int bodyBytes) {
        return WORD + (bodyBytes + WORD - 1 & -WORD);
    }

    boolean hasRoomFor(int bytes) {
        return written + bytes <= size;
    }

    /**
     * For the body of a record, to be filled from its beginning.
     *
     * @param bytes the most that it has
     */
    static ByteBuffer newBody(int bytes) {
        // Type and length are in front of it, so that all that is checked is in one piece.
        return ByteBuffer.wrap(new byte[CHECKED_HEAD + bytes], CHECKED_HEAD, bytes)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Appends a record. There must be room.
     *
     * @param body as {@link #newBody} made it, filled up to its position
     */
    void append(byte type, ByteBuffer body) {
        int at = written;
        int length = body.position();
        int typeAndLength = length << 8 | type;
        map.put(at + WORD, body.array(), body.arrayOffset(), length);
        long head = (long) checksum(crc, typeAndLength, body.array(), length) << 32 | typeAndLength;
        LONG.setRelease((ByteBuffer) map, at, head);
        // One thread writes: others must see it behind the record, and need not see it at once.
        WRITTEN.setRelease(this, at + recordBytes(length));
    }

    /** @param record the body, and before it {@link #CHECKED_HEAD} bytes of room */
    static int checksum(CRC32C crc, int typeAndLength, byte[] record, int length) {
        INT.set(record, 0, typeAndLength);
        crc.reset();
        crc.update(record, 0, CHECKED_HEAD + length);
        return (int) crc.getValue();
    }

    /** Nothing more is written. */
    void finish() {
        finished = true;
    }

    /**
     * Brings what is written to the disk. May wait for it.
     *
     * @throws java.io.UncheckedIOException when the disk does not take it; it is not {@link #onDisk} then
     */
    synchronized void force() {
        int end = written;
        int begin = onDisk;
        if (end > begin) {
            if (failed) {
                dirty(begin, end);
            }
            failed = true;
            map.force(begin, end - begin);
            failed = false;
            onDisk = end;
        }
    }

    /** A page that the disk did not take is clean to the system afterwards, and would not be written again. */
    private void dirty(int begin, int end) {
        for (int at = begin; at < end; at += PAGE - at % PAGE) {
            map.put(at, map.get(at));
        }
    }

    /** Up to where it is certain to be on the disk. */
    int onDisk() {
        return onDisk;
    }

    int written() {
        return written;
    }

    boolean isFinished() {
        return finished;
    }

    int number() {
        return number;
    }

    int size() {
        return size;
    }

    Path file() {
        return file;
    }

    boolean isMapped() {
        return map != null;
    }

    /** What is in it, for reading while it is mapped. */
    ByteBuffer contents() {
        return map.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Gives the memory back. Nobody may use it afterwards; the file stays. */
    void unmap() {
        MappedByteBuffer was = map;
        map = null;
        if (was != null) {
            Unmapping.unmap(was);
        }
    }
}
