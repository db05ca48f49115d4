package dev.facet.format;

import java.util.ArrayList;
import java.util.List;

/** The parts of a file for the decoder, in order. Nothing is copied if that is the whole file. */
final class Kept {
    private final byte[] content;
    private final List<Part> parts = new ArrayList<>();

    /** Bytes {@code from} (inclusive) to {@code to} (exclusive). */
    private record Part(byte[] source, int from, int to) {}

    Kept(byte[] content) {
        this.content = content;
    }

    /** Adds {@code content[from … to − 1]}. */
    void keep(int from, int to) {
        Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        if (last != null && last.source == content && last.to == from) {
            parts.set(parts.size() - 1, new Part(content, last.from, to));
        } else {
            parts.add(new Part(content, from, to));
        }
    }

    /** Adds bytes that are not in the file. */
    void add(byte[] bytes) {
        parts.add(new Part(bytes, 0, bytes.length));
    }

    int size() {
        return parts.stream().mapToInt(part -> part.to - part.from).sum();
    }

    byte[] bytes() {
        if (parts.size() == 1 && size() == content.length) {
            return content;
        }
        byte[] bytes = new byte[size()];
        int at = 0;
        for (Part part : parts) {
            System.arraycopy(part.source, part.from, bytes, at, part.to - part.from);
            at += part.to - part.from;
        }
        return bytes;
    }
}
