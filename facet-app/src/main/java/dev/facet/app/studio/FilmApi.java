package dev.facet.app.studio;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

import io.javalin.http.Context;

import dev.facet.config.UsageException;
import dev.facet.format.GifFile;
import dev.facet.format.ImageFile;
import dev.facet.format.PlainFile;
import dev.facet.format.PngFile;
import dev.facet.train.RunFolder;

/** The pictures that training saved, as a film. */
final class FilmApi {
    private static final List<String> KINDS = List.of("samples", "codes");
    private static final int MOST_FRAMES = 60;
    private static final int MOST_SIDE = 800;
    private static final int MOST_PICTURE = 64 << 20;
    private static final int HUNDREDTHS = 25;
    /** The last picture is shown for this many frames. */
    private static final int REST = 6;

    private final RunList runs;
    private final Semaphore free;

    /** @param films permits for films, which are made one at a time */
    FilmApi(RunList runs, Semaphore films) {
        this.runs = runs;
        this.free = films;
    }

    /**
     * {@code ?of=samples} or {@code codes}: an animated GIF of the snapshots in order, at most 60 of them, evenly
     * chosen, none of which is larger than 800 pixels. One film is made at a time.
     */
    void film(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        String kind = ctx.queryParam("of") == null ? KINDS.get(0) : String.valueOf(ctx.queryParam("of"));
        if (!KINDS.contains(kind)) {
            throw new UsageException("wanted ?of=samples or ?of=codes");
        }
        List<String> names = TrainingApi.snapshots(run).stream()
                .filter(name -> name.startsWith(kind + "-"))
                .toList();
        if (names.isEmpty()) {
            throw new NotFound("training has saved no pictures of that kind yet");
        }
        if (!free.tryAcquire()) {
            throw new Busy();
        }
        try {
            List<BufferedImage> frames = new ArrayList<>();
            int count = Math.min(MOST_FRAMES, names.size());
            int[] chosen = IntStream.range(0, count)
                    .map(k -> count == 1 ? 0 : Math.round((float) k * (names.size() - 1) / (count - 1)))
                    .toArray();
            for (int index : chosen) {
                frames.add(frame(run.path().resolve(names.get(index)), frames));
            }
            for (int k = 1; k < REST; k++) {
                frames.add(frames.get(frames.size() - 1));
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            GifFile.write(out, frames, HUNDREDTHS);
            ctx.contentType("image/gif").result(out.toByteArray());
        } finally {
            free.release();
        }
    }

    /** A picture in the size of the first frame, in which pages show it unless that is too large. */
    private static BufferedImage frame(Path file, List<BufferedImage> before) throws IOException {
        byte[] bytes = PlainFile.read(file, MOST_PICTURE);
        BufferedImage picture = ImageFile.decode(file, bytes);
        double scale = Math.min(
                1.0 / PngFile.density(bytes), (double) MOST_SIDE / Math.max(picture.getWidth(), picture.getHeight()));
        int width = before.isEmpty()
                ? (int) Math.max(1, Math.round(picture.getWidth() * scale))
                : before.get(0).getWidth();
        int height = before.isEmpty()
                ? (int) Math.max(1, Math.round(picture.getHeight() * scale))
                : before.get(0).getHeight();
        BufferedImage frame = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = frame.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(picture, 0, 0, width, height, null);
        graphics.dispose();
        return frame;
    }
}
