package dev.facet.app.studio;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.app.export.RunExport;
import dev.facet.app.export.WebExport;
import dev.facet.codes.LatentSpec;
import dev.facet.describe.Meanings;
import dev.facet.describe.MeaningsTree;
import dev.facet.describe.Proposals;
import dev.facet.export.Export;
import dev.facet.format.Folders;
import dev.facet.train.RunFolder;
import dev.facet.train.RunMeanings;

/** The export of a run as an archive: what {@code facet export --web} writes. */
final class ExportApi {
    /** The weights hardly get smaller, so little time is spent on it. */
    private static final int LEVEL = 1;

    private final RunList runs;
    private final MeaningsApi meanings;
    private final Semaphore one = new Semaphore(1);

    ExportApi(RunList runs, MeaningsApi meanings) {
        this.runs = runs;
        this.meanings = meanings;
    }

    /**
     * {@code ?checkpoint=}: {@code best}, or the number of a step; the newest by default. A ZIP archive with one
     * folder. One export is made at a time.
     */
    void export(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        String checkpoint = ctx.queryParam("checkpoint");
        if (!one.tryAcquire()) {
            throw new Busy();
        }
        Path folder = Files.createTempDirectory("facet-export");
        try {
            Path archive = archive(run, checkpoint == null || checkpoint.isEmpty() ? null : checkpoint, folder);
            ctx.contentType("application/zip");
            ctx.header("Content-Disposition", Answers.attachment(run.path().getFileName() + ".zip"));
            ctx.res().setContentLengthLong(Files.size(archive));
            ctx.result(Files.newInputStream(archive, StandardOpenOption.DELETE_ON_CLOSE));
        } finally {
            Folders.delete(folder);
            one.release();
        }
    }

    private Path archive(RunFolder run, @Nullable String checkpoint, Path folder) throws IOException {
        String name = String.valueOf(run.path().getFileName());
        Path target = folder.resolve(name);
        Export export = RunExport.networks(run, checkpoint, target);
        List<Path> files = new ArrayList<>(export.files());
        if (WebExport.hasViewer()) {
            files.addAll(RunExport.page(export, target, checkpoint == null ? found(run) : Optional.empty()));
        }
        Path archive = Files.createTempFile("facet-export", ".zip");
        try (OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(LEVEL);
            for (Path file : files) {
                zip.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, zip);
            }
        } catch (IOException e) {
            Files.deleteIfExists(archive);
            throw e;
        }
        return archive;
    }

    /** What the codes were found to do, if that is known already. */
    private Optional<ObjectNode> found(RunFolder run) throws IOException {
        LatentSpec latent = run.config().latent();
        Optional<Meanings> known = meanings.known(run);
        return (known.isPresent() ? known : RunMeanings.read(run, latent, notice -> {}))
                .map(each -> MeaningsTree.write(each, Proposals.of(each, latent, ModelApi.names(run, latent), false)));
    }
}
