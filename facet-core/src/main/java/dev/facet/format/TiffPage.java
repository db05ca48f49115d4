package dev.facet.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/**
 * The fields of one page of a TIFF file that its pixels need, each within the file, and a file that has this page only.
 *
 * @param fields by their tag
 * @param parts the number of strips or tiles
 */
record TiffPage(PictureBytes bytes, ByteOrder order, Map<Integer, Field> fields, int parts) {
    static final int WIDTH = 256;
    static final int HEIGHT = 257;
    static final int BITS = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    static final int STRIPS = 273;
    static final int ORIENTATION = 274;
    static final int SAMPLES = 277;
    static final int STRIP_ROWS = 278;
    static final int STRIP_BYTES = 279;
    static final int PLANES = 284;
    static final int COLOURS = 320;
    static final int TILE_WIDTH = 322;
    static final int TILE_HEIGHT = 323;
    static final int TILES = 324;
    static final int TILE_BYTES = 325;
    static final int EXTRA = 338;
    static final int SAMPLE_KIND = 339;
    static final int JPEG_TABLES = 347;
    static final int PROFILE = 34675;

    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int LONG8 = 16;
    private static final int HEADER = 8;
    private static final int ENTRY = 12;

    /** Bytes of a value of each type; 0 if there is no such type. */
    private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

    /** {@code count} values of a {@code type} at {@code at}. */
    record Field(int type, int count, int at) {
        int bytes() {
            return count * SIZES[type];
        }
    }

    static int size(int type) {
        return type >= 0 && type < SIZES.length ? SIZES[type] : 0;
    }

    boolean has(int tag) {
        return fields.containsKey(tag);
    }

    int count(int tag) {
        Field field = fields.get(tag);
        return field == null ? 0 : field.count();
    }

    /** A whole number; {@code otherwise} if the file does not have it. */
    long number(int tag, long otherwise) {
        return count(tag) == 0 ? otherwise : number(tag, 0, otherwise);
    }

    /** The value at {@code index}; {@code otherwise} if there are fewer, or they are no whole numbers. */
    long number(int tag, int index, long otherwise) {
        Field field = fields.get(tag);
        if (field == null || index >= field.count()) {
            return otherwise;
        }
        int at = field.at() + index * SIZES[field.type()];
        return switch (field.type()) {
            case 1, 7 -> bytes.u8(at);
            case SHORT -> bytes.u16(at);
            case LONG, 13 -> bytes.u32(at);
            case LONG8 -> {
                long value = bytes.i64(at);
                yield value < 0 ? Long.MAX_VALUE : value;
            }
            default -> otherwise;
        };
    }

    /** The bytes of a field. */
    byte[] content(int tag) {
        Field field = fields.get(tag);
        if (field == null) {
            return new byte[0];
        }
        byte[] content = new byte[field.bytes()];
        System.arraycopy(bytes.content, field.at(), content, 0, content.length);
        return content;
    }

    /**
     * A file with this page only: its strips or tiles, and a directory with just the fields here, of these the profile
     * only if the decoder needs it.
     */
    byte[] file(boolean withProfile) {
        TreeMap<Integer, Field> kept = new TreeMap<>(fields);
        kept.remove(ORIENTATION);
        if (!withProfile) {
            kept.remove(PROFILE);
        }
        int offsets = has(TILES) ? TILES : STRIPS;
        int lengths = has(TILES) ? TILE_BYTES : STRIP_BYTES;
        kept.put(offsets, new Field(LONG, parts, 0));
        long data = HEADER;
        for (int i = 0; i < parts; i++) {
            data += even(number(lengths, i, 0));
        }
        int directory = 2 + ENTRY * kept.size() + 4;
        int more = kept.values().stream().mapToInt(TiffPage::apart).sum();
        ByteBuffer file =
                ByteBuffer.allocate(Math.toIntExact(data + directory + more)).order(order);
        file.put(bytes.content, 0, 2).putShort((short) 42).putInt((int) data);
        int[] places = new int[parts];
        for (int i = 0; i < parts; i++) {
            places[i] = file.position();
            int length = (int) number(lengths, i, 0);
            file.put(bytes.content, (int) number(offsets, i, 0), length);
            file.position(places[i] + (int) even(length));
        }
        file.putShort((short) kept.size());
        int apart = (int) data + directory;
        for (Map.Entry<Integer, Field> entry : kept.entrySet()) {
            int tag = entry.getKey();
            Field field = entry.getValue();
            boolean wide = field.type() == LONG8;
            file.putShort((short) tag);
            file.putShort((short) (wide ? LONG : field.type())).putInt(field.count());
            int target = file.position();
            if (apart(field) > 0) {
                file.putInt(apart);
                target = apart;
                apart += apart(field);
            } else {
                file.putInt(0);
            }
            if (tag == offsets) {
                for (int i = 0; i < parts; i++) {
                    file.putInt(target + 4 * i, places[i]);
                }
            } else if (wide) {
                for (int i = 0; i < field.count(); i++) {
                    file.putInt(target + 4 * i, (int) number(tag, i, 0));
                }
            } else {
                file.put(target, bytes.content, field.at(), field.bytes());
            }
        }
        file.putInt(0);
        return file.array();
    }

    private static long even(long length) {
        return (length + 1) / 2 * 2;
    }

    /** Bytes of a field that are not in its entry, even. */
    private static int apart(Field field) {
        int length = field.type() == LONG8 ? 4 * field.count() : field.bytes();
        return length <= 4 ? 0 : (length + 1) / 2 * 2;
    }
}
