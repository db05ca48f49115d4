package dev.facet.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * NumPy's {@code .npz}: a ZIP archive with an {@code .npy} file for each array, stored or deflated. Arrays that do not
 * hold numbers, such as pickled objects, are listed but never read. Thread-safe. Whoever opens it closes it; its arrays
 * can be read until then.
 */
public final class Npz implements Closeable {
    private final ZipArchive archive;
    private final Map<String, NumberArray> arrays;
    private final Map<String, List<String>> texts;
    private final List<String> others;

    private Npz(
            ZipArchive archive, Map<String, NumberArray> arrays, Map<String, List<String>> texts, List<String> others) {
        this.archive = archive;
        this.arrays = Collections.unmodifiableMap(arrays);
        this.texts = Collections.unmodifiableMap(texts);
        this.others = List.copyOf(others);
    }

    /**
     * Opens {@code file} and reads the headers of all arrays.
     *
     * @throws FormatException if it is damaged
     */
    public static Npz open(Path file) throws IOException {
        ZipArchive archive = ZipArchive.open(file);
        try {
            Map<String, NumberArray> arrays = new LinkedHashMap<>();
            Map<String, List<String>> texts = new LinkedHashMap<>();
            List<String> others = new ArrayList<>();
            for (ZipArchive.Member member : archive.members()) {
                String name = member.name().replaceFirst("\\.npy$", "");
                if (name.equals(member.name())) {
                    others.add(name);
                    continue;
                }
                Npy.Content content = content(archive, member);
                Optional<Npy> array = Npy.member(file, name, content);
                if (array.isPresent()) {
                    arrays.put(name, array.get());
                    continue;
                }
                Npy.texts(file, name, content).ifPresentOrElse(found -> texts.put(name, found), () -> others.add(name));
            }
            return new Npz(archive, arrays, texts, others);
        } catch (IOException | RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    private static Npy.Content content(ZipArchive archive, ZipArchive.Member member) {
        return new Npy.Content() {
            @Override
            public InputStream open() throws IOException {
                return archive.open(member);
            }

            @Override
            public long bytes() {
                return member.bytes();
            }
        };
    }

    /** The arrays of numbers by their names, in the file's order. */
    public Map<String, NumberArray> arrays() {
        return arrays;
    }

    /** The lists of texts by their names. */
    public Map<String, List<String>> texts() {
        return texts;
    }

    /** The names of everything else: arrays of objects, records, tables of text, and files that are not arrays. */
    public List<String> others() {
        return others;
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
