package dev.facet.train;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

import dev.facet.format.AtomicFile;
import dev.facet.format.FileTail;
import dev.facet.format.LineFollower;
import dev.facet.format.PlainFile;

/**
 * The {@code stats.jsonl} of a run (docs/file-formats.md), read incrementally: each call reads only what was added
 * since the last one. A file that was truncated or replaced is read again. Memory is bounded by the needs of a chart,
 * not by the length of the file. Damaged lines are left out and counted. Thread-safe.
 */
public final class Statistics {
    /** Greatest number of bytes that are read again to return a part of the file exactly. */
    private static final long MOST_READ_AGAIN = 4 << 20;

    private final Path file;
    private final LineFollower follower;
    private Thinned thinned = new Thinned();
    private long bytesReadAgain;

    /** Statistics of the file {@code stats.jsonl}, which need not exist yet. */
    public Statistics(Path file) {
        this.file = file;
        this.follower = new LineFollower(file, StatisticsLine.LONGEST);
    }

    /** The statistics from step {@code from} to step {@code to}, both included, thinned to some 2,000 points. */
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

    /** The offset in the file of the lines after {@code step}, or a little less. */
    public synchronized long offsetAfter(long step) throws IOException {
        refresh();
        return thinned.offsetAfter(step, follower.position());
    }

    /** Number of bytes read from the file so far. */
    public synchronized long bytesRead() {
        return follower.bytesRead() + bytesReadAgain;
    }

    /** Approximate memory of this object in bytes. */
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
                // the file was replaced just now, so return what was read
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

    /** The step of the last complete line; reads only the end of the file. */
    public static OptionalLong lastStep(Path file) throws IOException {
        long[] last = {-1};
        fromEnd(file, line -> {
            last[0] = line.step();
            return false;
        });
        return last[0] < 0 ? OptionalLong.empty() : OptionalLong.of(last[0]);
    }

    /**
     * The newest value of each of these keys, as far as the last 64 KiB of the file have it. Keys that are there only
     * at snapshots may be missing.
     */
    public static Map<String, Double> latest(Path file, Set<String> keys) throws IOException {
        Map<String, Double> latest = new TreeMap<>();
        fromEnd(file, line -> {
            line.numbers().forEach((key, value) -> {
                if (keys.contains(key)) {
                    latest.putIfAbsent(key, value);
                }
            });
            return latest.size() < keys.size();
        });
        return latest;
    }

    /** Hands over the lines at the end of a file, the last first, until {@code more} says no. */
    private static void fromEnd(Path file, Predicate<StatisticsLine> more) throws IOException {
        byte[] tail = FileTail.bytes(file, 0, StatisticsLine.LONGEST);
        int to = tail.length;
        for (int i = tail.length - 1; i >= -1; i--) {
            if (i < 0 || tail[i] == '\n') {
                StatisticsLine line = StatisticsLine.parse(tail, i + 1, to);
                if (line != null && !more.test(line)) {
                    return;
                }
                to = i;
            }
        }
    }

    /**
     * Removes the lines of steps after {@code step}, which will be done again, damaged lines, and an incomplete last
     * line. Returns the number of damaged lines.
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

    /** The parts of a file that are kept. */
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
