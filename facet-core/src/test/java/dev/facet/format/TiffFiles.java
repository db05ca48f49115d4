package dev.facet.format;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes small TIFF files of any kind, for tests. */
public final class TiffFiles {
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int UNDEFINED = 7;
    private static final int LONG8 = 16;

    private final ByteOrder order;
    private final boolean big;
    private final List<Page> pages = new ArrayList<>();

    /** A page: its fields by tag, as whole numbers or bytes, and the strips or tiles of its pixels. */
    private record Page(Map<Integer, Object> fields, byte[][] parts) {}

    public TiffFiles(ByteOrder order, boolean big) {
        this.order = order;
        this.big = big;
    }

    /** Adds a page; {@code fields} are a tag and its value or values: {@code long}, {@code long[]}, {@code byte[]}. */
    public TiffFiles page(int width, int height, byte[][] parts, Object... fields) {
        Map<Integer, Object> all = new TreeMap<>();
        all.put(256, (long) width);
        all.put(257, (long) height);
        for (int i = 0; i < fields.length; i += 2) {
            all.put((Integer) fields[i], fields[i + 1]);
        }
        pages.add(new Page(all, parts));
        return this;
    }

    /** A grey page of 8 bits in one strip. */
    public TiffFiles grey(int width, int height, byte[] pixels, Object... more) {
        Object[] fields = Arrays.copyOf(new Object[] {258, 8L, 259, 1L, 262, 1L, 277, 1L}, 8 + more.length);
        System.arraycopy(more, 0, fields, 8, more.length);
        return page(width, height, new byte[][] {pixels}, fields);
    }

    public byte[] bytes() {
        return bytes(false);
    }

    /** The file; {@code round} lets its last directory point to its first. */
    byte[] bytes(boolean round) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[big ? 16 : 8]);
        List<Integer> directories = new ArrayList<>();
        List<Integer> links = new ArrayList<>();
        for (Page page : pages) {
            long[] at = new long[page.parts.length];
            long[] lengths = new long[page.parts.length];
            for (int i = 0; i < at.length; i++) {
                at[i] = out.size();
                lengths[i] = page.parts[i].length;
                out.writeBytes(page.parts[i]);
                out.writeBytes(new byte[out.size() % 2]);
            }
            Map<Integer, Object> fields = new TreeMap<>(page.fields);
            boolean tiled = fields.containsKey(322);
            fields.putIfAbsent(tiled ? 324 : 273, at);
            fields.putIfAbsent(tiled ? 325 : 279, lengths);
            Map<Integer, Integer> elsewhere = new LinkedHashMap<>();
            fields.forEach((tag, value) -> {
                if (content(tag, value).length > (big ? 8 : 4)) {
                    elsewhere.put(tag, out.size());
                    out.writeBytes(content(tag, value));
                    out.writeBytes(new byte[out.size() % 2]);
                }
            });
            directories.add(out.size());
            ByteBuffer directory = ByteBuffer.allocate((big ? 8 : 2) + fields.size() * (big ? 20 : 12) + (big ? 8 : 4))
                    .order(order);
            offset(directory, fields.size(), big ? 8 : 2);
            fields.forEach((tag, value) -> {
                byte[] content = content(tag, value);
                directory.putShort((short) (int) tag).putShort((short) type(tag, value));
                offset(directory, content.length / size(type(tag, value)), big ? 8 : 4);
                if (elsewhere.containsKey(tag)) {
                    offset(directory, elsewhere.get(tag), big ? 8 : 4);
                } else {
                    directory.put(Arrays.copyOf(content, big ? 8 : 4));
                }
            });
            links.add(out.size() + directory.position());
            out.writeBytes(directory.array());
        }
        ByteBuffer file = ByteBuffer.wrap(out.toByteArray()).order(order);
        file.put(new byte[] {(byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M')});
        file.put(new byte[] {(byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M')});
        file.putShort((short) (big ? 43 : 42));
        if (big) {
            file.putShort((short) 8).putShort((short) 0);
        }
        offset(file, directories.get(0), big ? 8 : 4);
        for (int i = 0; i < links.size(); i++) {
            file.position(links.get(i));
            offset(file, i + 1 < links.size() ? directories.get(i + 1) : round ? directories.get(0) : 0, big ? 8 : 4);
        }
        return file.array();
    }

    private static void offset(ByteBuffer target, long value, int bytes) {
        switch (bytes) {
            case 2 -> target.putShort((short) value);
            case 4 -> target.putInt((int) value);
            default -> target.putLong(value);
        }
    }

    private int type(int tag, Object value) {
        if (value instanceof byte[]) {
            return UNDEFINED;
        }
        boolean position = tag == 273 || tag == 279 || tag == 324 || tag == 325;
        return position ? (big ? LONG8 : LONG) : tag <= 257 ? LONG : SHORT;
    }

    private static int size(int type) {
        return switch (type) {
            case SHORT -> 2;
            case LONG -> 4;
            case LONG8 -> 8;
            default -> 1;
        };
    }

    private byte[] content(int tag, Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        long[] values = value instanceof long[] several ? several : new long[] {(Long) value};
        int size = size(type(tag, value));
        ByteBuffer content = ByteBuffer.allocate(values.length * size).order(order);
        for (long each : values) {
            offset(content, each, size);
        }
        return content.array();
    }

    /** Valid files of all kinds that have code of their own. */
    public static Map<String, byte[]> all() {
        byte[] ramp = new byte[12];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = (byte) (20 * i);
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(
                "tiff",
                new TiffFiles(ByteOrder.LITTLE_ENDIAN, false).grey(4, 3, ramp).bytes());
        files.put(
                "tiff pages",
                new TiffFiles(ByteOrder.BIG_ENDIAN, false)
                        .grey(4, 3, ramp)
                        .grey(3, 4, ramp)
                        .bytes());
        files.put(
                "tiff big",
                new TiffFiles(ByteOrder.LITTLE_ENDIAN, true)
                        .grey(4, 3, ramp, 274, 6L)
                        .bytes());
        files.put(
                "tiff palette",
                new TiffFiles(ByteOrder.LITTLE_ENDIAN, false)
                        .page(4, 1, new byte[][] {{0x1B}}, 258, 2L, 262, 3L, 320, new long[12])
                        .bytes());
        byte[] jpeg = PictureFiles.encoded("jpg", PictureFiles.picture(java.awt.image.BufferedImage.TYPE_BYTE_GRAY));
        files.put(
                "tiff jpeg",
                new TiffFiles(ByteOrder.LITTLE_ENDIAN, false)
                        .page(24, 20, new byte[][] {jpeg}, 258, 8L, 259, 7L, 262, 1L, 277, 1L)
                        .bytes());
        return files;
    }
}
