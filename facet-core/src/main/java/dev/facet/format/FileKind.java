package dev.facet.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What a file is that Facet does not read, or not here: by its first bytes, then by its structure, for messages.
 *
 * @param one a noun with its article: {@code a PDF document}
 * @param many the same as a plural: {@code PDF documents}
 * @param advice what to do about it, as a clause; empty if there is nothing
 * @param group what it is by and large
 */
public record FileKind(String one, String many, String advice, Group group) {
    /** How many bytes from a file's start are enough for {@link #of}. */
    public static final int START = 1024;

    /** What a file is by and large. */
    public enum Group {
        /** A picture that Facet does not read. */
        PICTURE,
        /** Something in the place of the file that was meant, such as a page of errors. */
        STAND_IN,
        /** Text, and tables of text. */
        TEXT,
        /** A file that is data or holds some, but not as one picture. */
        DATA,
        /** All else. */
        OTHER
    }

    private static final int LOOKED_AT = 512;
    private static final String CONVERT = "convert to JPEG or PNG, such as with `magick FILE FILE.png`";
    private static final String PICKLE = "a pickle can hold code and is never read: save the arrays as .npz";
    private static final String UNPACK = "unpack it, and point to the folder";
    private static final String FRAMES = "save its frames as pictures, such as with `ffmpeg -i FILE frames/%06d.png`";
    private static final String MODEL = "a model is no data; `--from RUN` starts from the weights of a run of Facet";

    private static final FileKind EMPTY = new FileKind("an empty file", "empty files", "get it again", Group.STAND_IN);
    private static final FileKind TEXT = new FileKind("text", "text files", "", Group.TEXT);
    private static final FileKind JSON = new FileKind("JSON", "JSON files", "", Group.TEXT);
    private static final FileKind XML = new FileKind("XML", "XML files", "", Group.TEXT);
    private static final FileKind SVG = new FileKind("an SVG drawing", "SVG drawings", CONVERT, Group.PICTURE);
    private static final FileKind PAGE = new FileKind(
            "a web page (HTML), as servers send when a download fails",
            "web pages (HTML)",
            "download the file again",
            Group.STAND_IN);
    private static final FileKind LFS = new FileKind(
            "a Git LFS pointer, which only names the real file",
            "Git LFS pointers",
            "run `git lfs pull` where it lies",
            Group.STAND_IN);
    private static final FileKind ANNEX = new FileKind(
            "a git-annex pointer, which only names the real file",
            "git-annex pointers",
            "run `git annex get` where it lies",
            Group.STAND_IN);
    private static final FileKind PYTHON = new FileKind("a Python pickle", "Python pickles", PICKLE, Group.OTHER);
    private static final FileKind TORCH = new FileKind("a PyTorch file (.pt)", "PyTorch files", PICKLE, Group.OTHER);
    private static final FileKind RECORDS = new FileKind(
            "a TensorFlow record",
            "TensorFlow records",
            "read it with TensorFlow, and save its pictures as PNG files or its arrays as .npz",
            Group.OTHER);
    private static final FileKind SAFETENSORS =
            new FileKind("a safetensors file of weights", "safetensors files", MODEL, Group.OTHER);
    private static final FileKind ONNX = new FileKind("an ONNX model", "ONNX models", MODEL, Group.OTHER);
    private static final FileKind KERAS = new FileKind("a Keras model", "Keras models", MODEL, Group.OTHER);
    private static final FileKind OFFICE = new FileKind(
            "a document of an office program",
            "documents of office programs",
            "save a table as .csv, and pictures as files",
            Group.OTHER);
    private static final FileKind NPZ = new FileKind("a .npz file of NumPy", ".npz files of NumPy", "", Group.DATA);
    private static final FileKind ZIP = new FileKind("a ZIP archive", "ZIP archives", "", Group.DATA);
    private static final FileKind TAR = new FileKind("a tar archive", "tar archives", "", Group.DATA);
    private static final FileKind LMDB =
            new FileKind("an LMDB database", "LMDB databases", "write its pictures out as files", Group.OTHER);
    private static final FileKind ICON = new FileKind("an icon (ICO)", "icons (ICO)", CONVERT, Group.PICTURE);
    private static final FileKind CURSOR = new FileKind("a cursor (CUR)", "cursors (CUR)", CONVERT, Group.PICTURE);
    private static final FileKind TARGA = new FileKind("a Targa image", "Targa images", CONVERT, Group.PICTURE);
    private static final FileKind MATLAB4 = new FileKind(
            "a MATLAB file of version 4",
            "MATLAB files of version 4",
            "save it again in MATLAB with `save -v7`, or in Python with scipy.io.savemat",
            Group.OTHER);
    private static final FileKind IDX = new FileKind("an IDX file", "IDX files", "", Group.DATA);

    /** Bytes at an offset, as characters of ISO 8859-1, and the kind of file that has them. */
    private record Signature(int at, String bytes, FileKind kind) {}

    private static final List<Signature> SIGNATURES = List.of(
            picture(8, "CR\u0002\0", "a camera's raw file", "raw files of cameras"),
            picture(0, "II*\0", "a TIFF image, or a camera's raw file", "TIFF images or raw files of cameras"),
            picture(0, "MM\0*", "a TIFF image, or a camera's raw file", "TIFF images or raw files of cameras"),
            picture(0, "II+\0", "a BigTIFF image", "BigTIFF images"),
            picture(0, "MM\0+", "a BigTIFF image", "BigTIFF images"),
            picture(0, "IIRO", "a camera's raw file", "raw files of cameras"),
            picture(0, "IIU\0", "a camera's raw file", "raw files of cameras"),
            picture(0, "FUJIFILM", "a camera's raw file", "raw files of cameras"),
            picture(4, "ftypheic", "a HEIC image", "HEIC images"),
            picture(4, "ftypheix", "a HEIC image", "HEIC images"),
            picture(4, "ftyphevc", "a HEIC image", "HEIC images"),
            picture(4, "ftypheim", "a HEIC image", "HEIC images"),
            picture(4, "ftypmif1", "a HEIC image", "HEIC images"),
            picture(4, "ftypmsf1", "a HEIC image", "HEIC images"),
            picture(4, "ftypavif", "an AVIF image", "AVIF images"),
            picture(4, "ftypavis", "an AVIF image", "AVIF images"),
            picture(4, "ftypcrx", "a camera's raw file", "raw files of cameras"),
            other(4, "ftyp", "a video (MP4 or MOV)", "videos", FRAMES),
            picture(0, "\u00ff\n", "a JPEG XL image", "JPEG XL images"),
            picture(4, "JXL ", "a JPEG XL image", "JPEG XL images"),
            picture(4, "jP  ", "a JPEG 2000 image", "JPEG 2000 images"),
            picture(0, "\u00ff\u004f\u00ff\u0051", "a JPEG 2000 image", "JPEG 2000 images"),
            picture(0, "8BPS", "a Photoshop document", "Photoshop documents"),
            picture(0, "gimp xcf", "a GIMP image", "GIMP images"),
            picture(0, "qoif", "a QOI image", "QOI images"),
            picture(0, "P7\n", "a PAM image", "PAM images"),
            picture(0, "Pf\n", "a PFM image", "PFM images"),
            picture(0, "PF\n", "a PFM image", "PFM images"),
            picture(0, "v/1\u0001", "an OpenEXR image", "OpenEXR images"),
            picture(0, "#?R", "a Radiance HDR image", "Radiance HDR images"),
            picture(0, "DDS ", "a DDS texture", "DDS textures"),
            picture(0, "%!PS", "a PostScript drawing", "PostScript drawings"),
            picture(128, "DICM", "a DICOM image", "DICOM images"),
            picture(344, "n+1\0", "a NIfTI volume", "NIfTI volumes"),
            picture(0, "SIMPLE  =", "a FITS image", "FITS images"),
            other(0, "%PDF", "a PDF document", "PDF documents", "save its pictures as PNG files"),
            other(0, "\u001aE\u00df\u00a3", "a video (Matroska or WebM)", "videos", FRAMES),
            other(8, "AVI ", "a video (AVI)", "videos", FRAMES),
            other(0, "\0\0\u0001\u00ba", "a video (MPEG)", "videos", FRAMES),
            other(0, "\0\0\u0001\u00b3", "a video (MPEG)", "videos", FRAMES),
            other(0, "FLV\u0001", "a video (FLV)", "videos", FRAMES),
            other(0, "0&\u00b2u\u008ef\u00cf\u0011", "a video (WMV)", "videos", FRAMES),
            other(8, "WAVE", "a sound (WAV)", "sounds", ""),
            other(0, "ID3", "a sound (MP3)", "sounds", ""),
            other(0, "fLaC", "a sound (FLAC)", "sounds", ""),
            other(0, "OggS", "a sound (Ogg)", "sounds", ""),
            new Signature(257, "ustar", TAR),
            other(0, "\u001f\u008b", "a gzip file", "gzip files", "unpack it with gunzip"),
            other(0, "7z\u00bc\u00af", "a 7-Zip archive", "7-Zip archives", UNPACK),
            other(0, "Rar!", "a RAR archive", "RAR archives", UNPACK),
            other(0, "\u00fd7zXZ\0", "a file packed with xz", "files packed with xz", "unpack it with `xz -d`"),
            other(0, "(\u00b5/\u00fd", "a file packed with Zstandard", "files packed with Zstandard", "use `zstd -d`"),
            other(4, "\"M\u0018", "a file packed with LZ4", "files packed with LZ4", "unpack it with `lz4 -d`"),
            other(0, "\u0004\"M\u0018", "a file packed with LZ4", "files packed with LZ4", "unpack it with `lz4 -d`"),
            other(4, "1AY&SY", "a file packed with bzip2", "files packed with bzip2", "unpack it with `bzip2 -d`"),
            other(0, "MSCF", "a CAB archive", "CAB archives", UNPACK),
            data(0, "PAR1", "a Parquet file", "Parquet files"),
            other(0, "ARROW1", "an Arrow (Feather) file", "Arrow files", "save it as Parquet"),
            other(0, "FEA1", "a Feather file", "Feather files", "save it as Parquet"),
            other(0, "\u00ff\u00ff\u00ff\u00ff", "an Arrow stream", "Arrow streams", "save it as Parquet"),
            data(0, "\u0093NUMPY", "a NumPy array", "NumPy arrays"),
            data(0, "MATLAB", "a MATLAB file", "MATLAB files"),
            data(0, "\u0089HDF", "an HDF5 file", "HDF5 files"),
            other(0, "SQLite format 3", "an SQLite database", "SQLite databases", "save its tables as .csv"),
            new Signature(16, "\u00de\u00c0\u00ef\u00be", LMDB),
            other(0, "RDX", "an R data file", "R data files", "save its arrays as .npy or .csv"),
            other(4, "TFL3", "a TensorFlow Lite model", "TensorFlow Lite models", MODEL),
            other(0, "GGUF", "a GGUF model", "GGUF models", MODEL),
            new Signature(0, "\u00d0\u00cf\u0011\u00e0", OFFICE),
            other(0, "\u007fELF", "a program", "programs", ""),
            other(0, "\u00ca\u00fe\u00ba\u00be", "a program", "programs", ""));

    private static Signature picture(int at, String bytes, String one, String many) {
        return new Signature(at, bytes, new FileKind(one, many, CONVERT, Group.PICTURE));
    }

    private static Signature data(int at, String bytes, String one, String many) {
        return new Signature(at, bytes, new FileKind(one, many, "", Group.DATA));
    }

    private static Signature other(int at, String bytes, String one, String many, String advice) {
        return new Signature(at, bytes, new FileKind(one, many, advice, Group.OTHER));
    }

    /**
     * The kind of a file with this content, of which the first {@link #START} bytes are enough; empty if nothing is
     * recognised. Pictures that Facet reads have no kind here.
     */
    public static Optional<FileKind> of(byte[] content) {
        if (content.length == 0) {
            return Optional.of(EMPTY);
        }
        if (starts(content, 0, "PK\u0003\u0004") || starts(content, 0, "PK\u0005\u0006")) {
            return Optional.of(archive(content));
        }
        for (Signature signature : SIGNATURES) {
            if (starts(content, signature.at(), signature.bytes())) {
                return Optional.of(signature.kind());
            }
        }
        return structured(content).or(() -> text(content));
    }

    /** Whether this is an IDX file. */
    public boolean isIdx() {
        return equals(IDX);
    }

    /** Whether this is a kind of file that a ZIP archive may be, but no archive of files that people packed. */
    public boolean isDocument() {
        return equals(OFFICE) || equals(TORCH) || equals(KERAS);
    }

    /** The kind in a sentence: a noun, and what to do. */
    @Override
    public String toString() {
        return one + (advice.isEmpty() ? "" : ": " + advice);
    }

    /**
     * Says what a file is that no reader takes, and what to do.
     *
     * @param instead what is read, as a list in words
     */
    public static FormatException refusal(Path file, FileStart start, String instead) {
        Optional<FileKind> kind = of(start.bytes());
        String what = kind.map(FileKind::one).orElse("of a kind that Facet does not know");
        String advice = kind.map(FileKind::advice).orElse("");
        String packed = start.packings() == 0 ? "" : "compressed with gzip; what is in it is ";
        if (start.packings() > 1) {
            packed = "compressed with gzip " + start.packings() + " times; what is in it is ";
            advice = advice.isEmpty() ? "unpack it with gunzip" : advice;
        }
        return new FormatException(
                file,
                "is " + packed + what + (advice.isEmpty() ? "" : ": " + advice) + ". Data is read from " + instead);
    }

    private static boolean starts(byte[] content, int at, String bytes) {
        byte[] wanted = bytes.getBytes(StandardCharsets.ISO_8859_1);
        int end = at + wanted.length;
        return content.length >= end && Arrays.equals(content, at, end, wanted, 0, wanted.length);
    }

    /** What a ZIP archive holds, by the name of its first member. */
    private static FileKind archive(byte[] content) {
        if (content.length < 30) {
            return ZIP;
        }
        int length = content[26] & 0xFF | (content[27] & 0xFF) << 8;
        String first = new String(content, 30, Math.min(length, content.length - 30), StandardCharsets.ISO_8859_1);
        if (first.endsWith("/data.pkl") || first.endsWith("data.pkl")) {
            return TORCH;
        }
        if (first.equals("[Content_Types].xml") || first.equals("mimetype") || first.startsWith("_rels/")) {
            return OFFICE;
        }
        if (first.equals("metadata.json") || first.endsWith("model.weights.h5")) {
            return KERAS;
        }
        return first.endsWith(".npy") ? NPZ : ZIP;
    }

    /** Kinds without a signature, by what their first numbers say. */
    private static Optional<FileKind> structured(byte[] content) {
        if (isPickle(content)) {
            return Optional.of(PYTHON);
        }
        if (content.length >= 12) {
            ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
            long length = bytes.getLong(0);
            if (length > 1 && length < 1L << 30 && content[8] == '{' && (content[9] == '"' || content[9] == '}')) {
                return Optional.of(SAFETENSORS);
            }
            CRC32C sum = new CRC32C();
            sum.update(content, 0, 8);
            int crc = (int) sum.getValue();
            // TensorFlow rotates its checksums and adds a constant.
            if (length >= 0 && bytes.getInt(8) == ((crc >>> 15) | (crc << 17)) + 0xa282ead8) {
                return Optional.of(RECORDS);
            }
        }
        if (content.length > 4 && content[0] == 8 && content[1] > 0 && content[1] < 20 && content[2] == 0x12) {
            return Optional.of(ONNX);
        }
        Optional<FileKind> picture = unsigned(content);
        if (picture.isPresent()) {
            return picture;
        }
        if (isMatlab4(content)) {
            return Optional.of(MATLAB4);
        }
        boolean idx = content.length >= 8
                && content[0] == 0
                && content[1] == 0
                && content[2] >= 8
                && content[2] <= 14
                && content[3] >= 1
                && content[3] <= 4;
        return idx ? Optional.of(IDX) : Optional.empty();
    }

    /** Pictures that have no more of a signature than numbers that fit: icons, which say how many, and Targa. */
    private static Optional<FileKind> unsigned(byte[] content) {
        if (content.length < 22) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        int count = bytes.getShort(4);
        if (bytes.getShort(0) == 0 && count > 0 && content[9] == 0 && (content[2] == 1 || content[2] == 2)) {
            return content[3] == 0 ? Optional.of(content[2] == 1 ? ICON : CURSOR) : Optional.empty();
        }
        int type = content[2] & ~8;
        int bits = content[16];
        boolean targa = content[1] == (type == 1 ? 1 : 0)
                && type >= 1
                && type <= 3
                && (type == 1 || bytes.getInt(3) == 0)
                && bytes.getShort(12) > 0
                && bytes.getShort(14) > 0
                && (bits == 8 || bits == 15 || bits == 16 || bits == 24 || bits == 32)
                && (content[17] & 0xC0) == 0;
        return targa ? Optional.of(TARGA) : Optional.empty();
    }

    /** Whether this begins with the header of a matrix: type, rows, columns, complex or not, name. */
    private static boolean isMatlab4(byte[] content) {
        if (content.length < 22) {
            return false;
        }
        return isMatlab4(content, ByteOrder.LITTLE_ENDIAN) || isMatlab4(content, ByteOrder.BIG_ENDIAN);
    }

    private static boolean isMatlab4(byte[] content, ByteOrder order) {
        ByteBuffer bytes = ByteBuffer.wrap(content).order(order);
        int type = bytes.getInt(0);
        int length = bytes.getInt(16);
        boolean header = type >= 0
                && type < 2000
                && type / 100 % 10 == 0
                && type / 10 % 10 <= 5
                && type % 10 <= 2
                && bytes.getInt(4) > 0
                && bytes.getInt(8) > 0
                && (bytes.getInt(12) | 1) == 1
                && length >= 2
                && length <= 64
                && content.length >= 20 + length;
        if (!header || content[19 + length] != 0) {
            return false;
        }
        for (int i = 20; i < 19 + length; i++) {
            if (!Character.isLetterOrDigit(content[i]) && content[i] != '_') {
                return false;
            }
        }
        return true;
    }

    private static boolean isPickle(byte[] content) {
        if (content.length < 3) {
            return false;
        }
        if ((content[0] & 0xFF) == 0x80 && content[1] >= 2 && content[1] <= 5) {
            int code = content[2] & 0xFF;
            return code == 0x95 || "}](cXKMJU\u008c\u008aGN\u0088\u0089".indexOf(code) >= 0;
        }
        return starts(content, 0, "(dp")
                || starts(content, 0, "(lp")
                || starts(content, 0, "ccopy_reg\n")
                || starts(content, 0, "cnumpy");
    }

    private static Optional<FileKind> text(byte[] content) {
        if (starts(content, 0, "\u00ff\u00fe") || starts(content, 0, "\u00fe\u00ff")) {
            return Optional.of(TEXT);
        }
        String start;
        try {
            // A character that is cut in two at the end is not an error of the file.
            int length = Math.min(LOOKED_AT, content.length);
            while (length > 0 && length < content.length && (content[length] & 0xc0) == 0x80) {
                length--;
            }
            start = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
        if (start.isBlank() || start.chars().anyMatch(c -> c < ' ' && !Character.isWhitespace(c))) {
            return Optional.empty();
        }
        String low = start.toLowerCase(Locale.ROOT).replaceFirst("^\uFEFF?\\s*", "");
        if (low.startsWith("version https://git-lfs")) {
            return Optional.of(LFS);
        }
        if (low.startsWith("/annex/objects/") || low.contains(".git/annex/objects/")) {
            return Optional.of(ANNEX);
        }
        if (low.contains("<svg")) {
            return Optional.of(SVG);
        }
        if (low.contains("<html") || low.contains("<!doctype html") || low.startsWith("<head")) {
            return Optional.of(PAGE);
        }
        if (low.startsWith("<?xml") || low.startsWith("<annotation>")) {
            return Optional.of(XML);
        }
        return Optional.of(low.startsWith("{") || low.startsWith("[{") || low.startsWith("[[") ? JSON : TEXT);
    }
}
