package dev.facet.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Unpacks the pages of a Parquet file, without native code. Memory is allocated only for sizes that the packed bytes
 * can have.
 */
final class ParquetCodecs implements CompressionCodecFactory {
    private static final int MOST_BYTES = 1 << 30;
    /** The most that a format makes of one byte; Zstandard has no such limit. */
    private static final long SNAPPY = 64;

    private static final long LZ4 = 256;
    private static final long GZIP = 1032;
    private static final int BUFFER = 1 << 20;

    private final Path file;

    ParquetCodecs(Path file) {
        this.file = file;
    }

    /** What makes {@code size} bytes of packed ones. */
    @FunctionalInterface
    private interface Unpacking {
        byte[] unpack(byte[] packed, int size) throws IOException;
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("Facet does not write Parquet files");
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED -> new Pages((packed, size) -> packed);
            case SNAPPY -> new Pages((packed, size) -> unpack(new SnappyDecompressor(), packed, size, SNAPPY));
            case LZ4_RAW -> new Pages((packed, size) -> unpack(new Lz4Decompressor(), packed, size, LZ4));
            case ZSTD -> new Pages(this::zstd);
            case GZIP -> new Pages(this::gzip);
            default ->
                throw new UnsupportedOperationException("it is compressed with "
                        + codec.name().toLowerCase(Locale.ROOT)
                        + "; snappy, gzip, zstd, lz4_raw and no compression are read. Write it again with one of"
                        + " these");
        };
    }

    @Override
    public void release() {}

    private byte[] unpack(Decompressor decompressor, byte[] packed, int size, long most) throws IOException {
        checkSize(packed, size, most);
        byte[] plain = new byte[size];
        try {
            int got = decompressor.decompress(packed, 0, packed.length, plain, 0, size);
            if (got != size) {
                throw damaged("a page unpacks to " + got + " bytes, not to " + size);
            }
        } catch (RuntimeException e) {
            throw new FormatException(file, "is damaged: a page cannot be unpacked; get the file again", e);
        }
        return plain;
    }

    private byte[] zstd(byte[] packed, int size) throws IOException {
        long said;
        try {
            said = ZstdDecompressor.getDecompressedSize(packed, 0, packed.length);
        } catch (RuntimeException e) {
            throw new FormatException(file, "is damaged: a page cannot be unpacked; get the file again", e);
        }
        if (said >= 0 && said != size) {
            throw damaged("a page of " + said + " bytes claims to have " + size);
        }
        return unpack(new ZstdDecompressor(), packed, size, MOST_BYTES);
    }

    private byte[] gzip(byte[] packed, int size) throws IOException {
        checkSize(packed, size, GZIP);
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            // The buffer grows as content arrives.
            byte[] plain = new byte[Math.min(size, BUFFER)];
            int filled = 0;
            while (filled < size) {
                if (filled == plain.length) {
                    plain = Arrays.copyOf(plain, (int) Math.min(size, plain.length * 2L));
                }
                int got = in.read(plain, filled, plain.length - filled);
                if (got < 0) {
                    throw damaged("a page of " + filled + " bytes claims to have " + size);
                }
                filled += got;
            }
            return plain;
        }
    }

    private void checkSize(byte[] packed, int size, long most) throws IOException {
        if (size < 0 || size > MOST_BYTES || size > (packed.length + 64L) * most) {
            throw damaged("a page of " + packed.length + " bytes claims to unpack to " + size);
        }
        MemoryException.check(file, size, "write it again with smaller pages");
    }

    private FormatException damaged(String what) {
        return new FormatException(file, "is damaged: " + what + "; get the file again");
    }

    /** Unpacks one page after the other. */
    private record Pages(Unpacking unpacking) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int size) throws IOException {
            try (InputStream in = bytes.toInputStream()) {
                return BytesInput.from(unpacking.unpack(in.readAllBytes(), size));
            }
        }

        @Override
        public void decompress(ByteBuffer input, int packed, ByteBuffer output, int size) throws IOException {
            byte[] bytes = new byte[packed];
            input.get(bytes);
            output.put(unpacking.unpack(bytes, size));
        }

        @Override
        public void release() {}
    }
}
