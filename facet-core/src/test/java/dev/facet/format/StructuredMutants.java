package dev.facet.format;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;

/**
 * Damages files where it matters, for tests of readers: numbers become extremes, compressed parts are damaged before
 * compression, and lengths and checksums are corrected, so that damage passes the first checks.
 */
public final class StructuredMutants {
    private static final long[] EXTREMES = {
        0,
        1,
        2,
        -1,
        -2,
        0x7F,
        0x80,
        0xFF,
        0x7FFF,
        0x8000,
        0xFFFF,
        0x10000,
        0x7FFFFFFF,
        0x80000000L,
        0xFFFFFFFEL,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final String[] WORDS = {
        "null",
        "~",
        "true",
        "[]",
        "{}",
        "\"x\"",
        "-1",
        "0",
        "1e999",
        "-1e-999",
        "9223372036854775808",
        ".nan",
        "-.inf",
        "99999999999999999999999999999999999999",
        "''",
        "NaN",
        "[[[[[[]]]]]]",
        "{a: {a: {a: 1}}}",
        "&a",
        "*a",
        "!!binary x",
        "2147483648",
        "1.5",
        "\u0000",
        "\uFEFF"
    };

    private StructuredMutants() {}

    /** Damages bytes of any kind in one to three places. */
    public static byte[] bytes(byte[] valid, Random random) {
        byte[] bytes = valid;
        for (int i = random.nextInt(3); i >= 0; i--) {
            bytes = bytes.length == 0 || random.nextInt(4) > 0 ? number(bytes, random) : Mutants.mutate(bytes, random);
        }
        return bytes;
    }

    /** Changes a number, more often one near the start, to an extreme or by a little. */
    private static byte[] number(byte[] valid, Random random) {
        byte[] bytes = valid.clone();
        int width = 1 << random.nextInt(4);
        if (bytes.length < width) {
            return bytes;
        }
        int range = random.nextBoolean() ? Math.min(bytes.length, 160) : bytes.length;
        int at = random.nextInt(Math.max(1, range - width + 1));
        long value = random.nextInt(4) == 0
                ? valid.length + random.nextInt(5) - 2
                : EXTREMES[random.nextInt(EXTREMES.length)];
        ByteBuffer buffer =
                ByteBuffer.allocate(8).order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(value);
        int from = buffer.order() == ByteOrder.BIG_ENDIAN ? 8 - width : 0;
        System.arraycopy(buffer.array(), from, bytes, at, width);
        return bytes;
    }

    /**
     * Damages a PNG file and corrects the checksums of its chunks; sometimes doubles or moves a chunk, or damages the
     * uncompressed pixels.
     */
    public static byte[] png(byte[] valid, Random random) {
        if (random.nextInt(8) == 0) {
            return bytes(valid, random);
        }
        List<byte[]> chunks = new ArrayList<>();
        for (int at = 8; at + 12 <= valid.length; ) {
            int length = ByteBuffer.wrap(valid).getInt(at);
            chunks.add(Arrays.copyOfRange(valid, at + 4, at + 8 + length));
            at += 12 + length;
        }
        int which = random.nextInt(chunks.size());
        byte[] chunk = chunks.get(which);
        String type = new String(chunk, 0, 4, StandardCharsets.US_ASCII);
        switch (random.nextInt(6)) {
            case 0 -> chunks.add(random.nextInt(chunks.size()), chunk);
            case 1 -> chunks.remove(which);
            default -> {
                byte[] content = Arrays.copyOfRange(chunk, 4, chunk.length);
                byte[] damaged = type.equals("IDAT") && random.nextBoolean()
                        ? deflated(bytes(inflated(content), random))
                        : bytes(content, random);
                byte[] whole = Arrays.copyOf(chunk, 4 + damaged.length);
                System.arraycopy(damaged, 0, whole, 4, damaged.length);
                chunks.set(which, whole);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(valid, 0, 8);
        for (byte[] each : chunks) {
            CRC32 sum = new CRC32();
            sum.update(each);
            ByteBuffer framed = ByteBuffer.allocate(8 + each.length);
            // Sometimes a wrong length.
            framed.putInt(random.nextInt(64) == 0 ? (int) EXTREMES[random.nextInt(EXTREMES.length)] : each.length - 4);
            out.writeBytes(framed.put(each).putInt((int) sum.getValue()).array());
        }
        return out.toByteArray();
    }

    /** Damages a JPEG file, more often in the segments before its pixels than in the pixels. */
    public static byte[] jpeg(byte[] valid, Random random) {
        int scan = new String(valid, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00da");
        if (scan < 0 || random.nextInt(3) == 0) {
            return bytes(valid, random);
        }
        byte[] head = Arrays.copyOf(valid, scan + 14);
        // Spares the signature, and does not put all damage into a profile.
        byte[] damaged = head.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int marker = marker(head, random);
            int at = marker + 2 + random.nextInt(24);
            if (at < damaged.length) {
                damaged[at] = (byte) EXTREMES[random.nextInt(EXTREMES.length)];
            }
        }
        byte[] whole = valid.clone();
        System.arraycopy(damaged, 0, whole, 0, damaged.length);
        return whole;
    }

    private static int marker(byte[] head, Random random) {
        List<Integer> markers = new ArrayList<>();
        for (int at = 2; at + 4 <= head.length && (head[at] & 0xFF) == 0xFF; ) {
            markers.add(at);
            at += 2 + (ByteBuffer.wrap(head).getShort(at + 2) & 0xFFFF);
        }
        return markers.get(random.nextInt(markers.size()));
    }

    /** Damages a RIFF file and corrects its length. */
    public static byte[] riff(byte[] valid, Random random) {
        byte[] damaged = bytes(valid, random);
        if (damaged.length >= 12 && random.nextInt(8) > 0) {
            System.arraycopy(valid, 0, damaged, 0, 4);
            ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putInt(4, damaged.length - 8);
            System.arraycopy(valid, 8, damaged, 8, 4);
        }
        return damaged;
    }

    /** Damages a ZIP archive itself or its content. */
    public static byte[] zip(Map<String, byte[]> files, Random random) {
        int method = random.nextBoolean() ? java.util.zip.ZipEntry.STORED : java.util.zip.ZipEntry.DEFLATED;
        if (random.nextBoolean()) {
            byte[] whole = NpyFiles.zip(files, method);
            // The directory at the end has the sizes.
            byte[] end = Arrays.copyOfRange(whole, NpyFiles.central(whole), whole.length);
            if (random.nextBoolean()) {
                byte[] damaged = bytes(end, random);
                byte[] result = Arrays.copyOf(whole, whole.length - end.length + damaged.length);
                System.arraycopy(damaged, 0, result, whole.length - end.length, damaged.length);
                return result;
            }
            return bytes(whole, random);
        }
        Map<String, byte[]> damaged = new java.util.LinkedHashMap<>(files);
        List<String> names = List.copyOf(files.keySet());
        damaged.computeIfPresent(names.get(random.nextInt(names.size())), (name, content) -> bytes(content, random));
        return NpyFiles.zip(damaged, method);
    }

    /** Damages a gzip file itself or its content. */
    public static byte[] gzip(byte[] plain, Random random) {
        return random.nextInt(4) == 0 ? bytes(gzipped(plain), random) : gzipped(bytes(plain, random));
    }

    /** Damages the one variable of a MAT-file before it is compressed. */
    public static byte[] mat(byte[] plain, Random random) {
        byte[] damaged = bytes(Arrays.copyOfRange(plain, 128, plain.length), random);
        byte[] packed = deflated(damaged);
        ByteBuffer out = ByteBuffer.allocate(136 + packed.length).order(ByteOrder.LITTLE_ENDIAN);
        return out.put(plain, 0, 128)
                .putInt(15)
                .putInt(packed.length)
                .put(packed)
                .array();
    }

    /** Damages text: replaces words, doubles or drops lines, and changes characters. */
    public static String text(String valid, Random random) {
        StringBuilder text = new StringBuilder(valid);
        for (int i = random.nextInt(2); i >= 0 && text.length() > 0; i--) {
            int at = random.nextInt(text.length());
            int end = at;
            while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
                end++;
            }
            switch (random.nextInt(6)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(128));
                case 1 -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(80))));
                case 2 -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
                case 3 -> text.insert(at, (random.nextBoolean() ? "[" : "{a: ").repeat(random.nextInt(3000)));
                default -> text.replace(at, end, WORDS[random.nextInt(WORDS.length)]);
            }
        }
        return text.toString();
    }

    /** Damages a safetensors file and corrects the length of its header. */
    public static byte[] safetensors(byte[] valid, Random random) {
        ByteBuffer buffer = ByteBuffer.wrap(valid).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) buffer.getLong(0);
        if (random.nextInt(4) == 0) {
            return bytes(valid, random);
        }
        byte[] header = text(new String(valid, 8, length, StandardCharsets.UTF_8), random)
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(8 + header.length + valid.length - 8 - length)
                .order(ByteOrder.LITTLE_ENDIAN);
        return out.putLong(header.length)
                .put(header)
                .put(valid, 8 + length, valid.length - 8 - length)
                .array();
    }

    /** Changes, drops or doubles a field of a protocol-buffer message, at any depth. */
    public static byte[] protobuf(byte[] valid, Random random) {
        if (random.nextInt(8) == 0) {
            return bytes(valid, random);
        }
        byte[] bytes = valid;
        for (int i = random.nextInt(2); i >= 0; i--) {
            try {
                bytes = field(UnknownFieldSet.parseFrom(bytes), random).toByteArray();
            } catch (InvalidProtocolBufferException e) {
                bytes = bytes(bytes, random);
            }
        }
        return bytes;
    }

    private static UnknownFieldSet field(UnknownFieldSet message, Random random) {
        List<Integer> numbers = List.copyOf(message.asMap().keySet());
        if (numbers.isEmpty()) {
            return message;
        }
        int number = numbers.get(random.nextInt(numbers.size()));
        UnknownFieldSet.Field old = message.getField(number);
        UnknownFieldSet.Builder result = message.toBuilder();
        if (random.nextInt(12) == 0) {
            return result.clearField(number).build();
        }
        UnknownFieldSet.Field.Builder changed = UnknownFieldSet.Field.newBuilder();
        old.getVarintList()
                .forEach(value ->
                        changed.addVarint(random.nextBoolean() ? value : EXTREMES[random.nextInt(EXTREMES.length)]));
        old.getFixed32List().forEach(value -> changed.addFixed32((int) EXTREMES[random.nextInt(EXTREMES.length)]));
        old.getFixed64List().forEach(value -> changed.addFixed64(EXTREMES[random.nextInt(EXTREMES.length)]));
        int size = old.getLengthDelimitedList().size();
        int which = size == 0 ? 0 : random.nextInt(size);
        for (int i = 0; i < size; i++) {
            ByteString value = old.getLengthDelimitedList().get(i);
            changed.addLengthDelimited(i == which ? inner(value, random) : value);
            if (i == which && random.nextInt(16) == 0) {
                changed.addLengthDelimited(value);
            }
        }
        return result.addField(number, changed.build()).build();
    }

    private static ByteString inner(ByteString value, Random random) {
        try {
            UnknownFieldSet message = UnknownFieldSet.parseFrom(value);
            if (!value.isEmpty() && random.nextInt(8) > 0) {
                return field(message, random).toByteString();
            }
        } catch (InvalidProtocolBufferException text) {
            // Text, or numbers in a row.
        }
        return ByteString.copyFrom(bytes(value.toByteArray(), random));
    }

    private static byte[] gzipped(byte[] plain) {
        return packed(plain, out -> new GZIPOutputStream(out));
    }

    private static byte[] deflated(byte[] plain) {
        return packed(plain, DeflaterOutputStream::new);
    }

    private interface Packing {
        OutputStream of(OutputStream out) throws IOException;
    }

    private static byte[] packed(byte[] plain, Packing packing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packed = packing.of(out)) {
            packed.write(plain);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private static byte[] inflated(byte[] packed) {
        try (InputStream in = packed.length > 1 && packed[0] == 0x1F && packed[1] == (byte) 0x8B
                ? new GZIPInputStream(new ByteArrayInputStream(packed))
                : new InflaterInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        } catch (IOException e) {
            return packed;
        }
    }
}
