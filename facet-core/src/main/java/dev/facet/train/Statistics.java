package dev.facet.train;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import dev.facet.format.AtomicFile;
import dev.facet.format.FileTail;
import dev.facet.format.LineFollower;
import dev.facet.format.PlainFile;

/**
 * The {@code stats.jsonl} of a run (docs/file-formats.md), read once: it keeps its place, and when asked again reads
 * only what was added. A file that was cut or replaced is read anew. In memory it is as large as a chart needs, not as
 * long as the file. Damaged lines are left out and counted. Thread-safe.
 */
public final class Statistics {
    /** Bytes of the file that are read again to show a part of it as it is. */
    private static final long MOST_READ_AGAIN = 4 << 20;

    private final Path file;
    private final LineFollower follower;
    private Thinned thinned = new Thinned();
    private long bytesReadAgain;

    /** Of the file {@code stats.jsonl}, which need not exist yet. */
    public Statistics(Path file) {
        this.file = file;
        this.follower = new LineFollower(file, StatisticsLine.LONGEST);
    }

    /** What was noted from step {@code from} to step {@code to}, both included, thinned to some 2,000 points. */
    public synchronized History history(long from, long to) throws IOException {
        refresh();
        if (!thinned.isExact() && (from > 0 || to < Long.MAX_VALUE)) {
            long start = thinned.offsetAfter(from - 1, follower.position());
            long end = thinned.offsetBeyond(to, follower.position());
            if (end - start <= MOST_READ_AGAIN) {
                return between(start, end).history(from, to).withDropped(thinned.dropped());
            }
        }
        return thinned.history(from, to);
    }

    /** Where in the file the lines after {@code step} begin, or a little before. */
    public synchronized long offsetAfter(long step) throws IOException {
        refresh();
        return thinned.offsetAfter(step, follower.position());
    }

    /** Bytes that were read from the file so far. */
    public synchronized long bytesRead() {
        return follower.bytesRead() + bytesReadAgain;
    }

    /** Bytes of memory that this takes, about. */
    public synchronized long weight() {
        return thinned.weight();
    }

    private void refresh() throws IOException {
        boolean more = true;
        while (more) {
            more = follower.read(Long.MAX_VALUE, new LineFollower.Lines() {
                @Override
                public void begin() {
                    thinned = new Thinned();
                }

                @Override
                public void line(long offset, byte[] bytes, int from, int to) {
                    take(thinned, offset, bytes, from, to);
                }

                @Override
                public void tooLong() {
                    thinned.drop();
                }
            });
        }
    }

    private Thinned between(long start, long end) throws IOException {
        Thinned part = new Thinned();
        LineFollower reader = new LineFollower(file, StatisticsLine.LONGEST);
        reader.position(start);
        reader.read(end - start, new LineFollower.Lines() {
            @Override
            public void begin() {
                // replaced just now: what is found is shown
            }

            @Override
            public void line(long offset, byte[] bytes, int from, int to) {
                take(part, offset, bytes, from, to);
            }

            @Override
            public void tooLong() {
                part.drop();
            }
        });
        bytesReadAgain += reader.bytesRead();
        return part;
    }

    private static void take(Thinned thinned, long offset, byte[] bytes, int from, int to) {
        StatisticsLine line = StatisticsLine.parse(bytes, from, to);
        if (line != null) {
            thinned.add(line, offset);
        } else if (to > from) {
            thinned.drop();
        }
    }

    /** The step of the last line that is whole, by the end of the file alone. */
    public static OptionalLong lastStep(Path file) throws IOException {
        byte[] tail = FileTail.bytes(file, 0, StatisticsLine.LONGEST);
        int to = tail.length;
        for (int i = tail.length - 1; i >= -1; i--) {
            if (i < 0 || tail[i] == '\n') {
                StatisticsLine line = StatisticsLine.parse(tail, i + 1, to);
                if (line != null) {
                    return OptionalLong.of(line.step());
                }
                to = i;
            }
        }
        return OptionalLong.empty();
    }

    /**
     * Removes the lines of steps after {@code step}, which are about to be made again, lines that are damaged, and a
     * last line that is half written. Returns how many were damaged.
     */
    static long truncate(Path file, long step) throws IOException {
        Kept kept = new Kept(step);
        LineFollower follower = new LineFollower(file, StatisticsLine.LONGEST);
        if (!PlainFile.exists(file)) {
            return 0;
        }
        follower.read(Long.MAX_VALUE, kept);
        try (FileChannel in = PlainFile.open(file)) {
            if (!kept.isAll(in.size())) {
                AtomicFile.write(file, out -> kept.copy(in, out));
            }
        }
        return kept.damaged;
    }

    /** The parts of a file that stay. */
    private static final class Kept implements LineFollower.Lines {
        private final long step;
        private final List<long[]> parts = new ArrayList<>();
        private long damaged;

        Kept(long step) {
            this.step = step;
        }

        @Override
        public void begin() {
            parts.clear();
            damaged = 0;
        }

        @Override
        public void line(long offset, byte[] bytes, int from, int to) {
            StatisticsLine line = StatisticsLine.parse(bytes, from, to);
            if (line == null) {
                damaged += to > from ? 1 : 0;
            } else if (line.step() <= step) {
                long end = offset + to - from + 1;
                long[] last = parts.isEmpty() ? new long[] {-1, -1} : parts.get(parts.size() - 1);
                if (last[1] == offset) {
                    last[1] = end;
                } else {
                    parts.add(new long[] {offset, end});
                }
            }
        }

        @Override
        public void tooLong() {
            damaged++;
        }

        boolean isAll(long size) {
            return size == 0 || (parts.size() == 1 && parts.get(0)[0] == 0 && parts.get(0)[1] == size);
        }

        void copy(FileChannel in, OutputStream out) throws IOException {
            for (long[] part : parts) {
                long at = part[0];
                while (at < part[1]) {
                    long count = in.transferTo(at, part[1] - at, Channels.newChannel(out));
                    if (count <= 0) {
                        throw new EOFException("stats.jsonl became shorter while it was read");
                    }
                    at += count;
                }
            }
        }
    }
}
