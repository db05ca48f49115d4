package dev.facet.spark.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.config.UsageException;
import dev.facet.data.cache.RemoteCopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A file system that is mounted for Hadoop alone stands for one that is far away. */
@Tag("spark")
class RemoteFilesTest {
    private static final String ADDRESS = "viewfs://far/data/faces";

    @TempDir
    private Path folder;

    private final List<String> notices = Collections.synchronizedList(new ArrayList<>());
    private final Configuration hadoop = new Configuration();

    @BeforeEach
    void mount() throws IOException {
        Files.createDirectories(folder.resolve("far/faces/sad"));
        Files.writeString(folder.resolve("far/faces/one.png"), "one");
        Files.writeString(folder.resolve("far/faces/sad/two.png"), "two");
        hadoop.set(
                "fs.viewfs.mounttable.far.link./data",
                folder.resolve("far").toUri().toString());
        hadoop.setBoolean("fs.viewfs.impl.disable.cache", true);
    }

    private Path fetch(String address) throws IOException {
        return RemoteFiles.fetch(address, hadoop, environment(), notices::add);
    }

    private Map<String, String> environment() {
        return Map.of("FACET_CACHE", folder.resolve("cache").toString());
    }

    private static List<String> names(Path place) throws IOException {
        try (Stream<Path> all = Files.walk(place)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> place.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aFolderIsCopiedOnceAndAgainWhenItHasChanged() throws IOException {
        Path data = fetch(ADDRESS);
        assertThat(data).hasFileName("faces");
        assertThat(names(data)).containsExactly("one.png", "sad/two.png");
        assertThat(Files.getLastModifiedTime(data.resolve("one.png")).toMillis())
                .isEqualTo(Files.getLastModifiedTime(folder.resolve("far/faces/one.png"))
                        .toMillis());
        assertThat(RemoteCopy.path(ADDRESS, environment())).isEqualTo(data);
        assertThat(notices).singleElement().asString().contains("fetching " + ADDRESS + " (2 files, 6 bytes) to ");

        assertThat(fetch(ADDRESS)).isEqualTo(data);
        assertThat(notices).hasSize(1);

        Files.writeString(folder.resolve("far/faces/three.png"), "three");
        Path newer = fetch(ADDRESS);
        assertThat(names(newer)).containsExactly("one.png", "sad/two.png", "three.png");
        assertThat(data).as("the older version").doesNotExist();
        assertThat(RemoteCopy.path(ADDRESS, environment())).isEqualTo(newer);
    }

    @Test
    void aFileIsCopiedUnderItsName() throws IOException {
        assertThat(fetch("viewfs://far/data/faces/one.png"))
                .hasFileName("one.png")
                .hasContent("one");
    }

    @Test
    void aCopyThatWasCutOffGoesOn() throws IOException {
        Path one = folder.resolve("far/faces/one.png");
        Path data = fetch(ADDRESS);
        // what a copy leaves that was killed: the first file whole, the second under another name
        Path versions = RemoteCopy.of(ADDRESS, environment()).folder();
        String version = String.valueOf(versions.relativize(data).getName(0));
        Path partial = versions.resolve(version + "-partial").resolve("faces");
        Files.move(versions.resolve(version), versions.resolve(version + "-partial"));
        Files.move(partial.resolve("sad/two.png"), partial.resolve("sad/.two.png.part"));
        FileTime seen = Files.getLastModifiedTime(one);
        Files.writeString(one, "ONE");
        Files.setLastModifiedTime(one, seen);
        assertThat(fetch(ADDRESS)).isEqualTo(data);
        assertThat(data.resolve("one.png")).as("not copied again").hasContent("one");
        assertThat(names(data)).containsExactly("one.png", "sad/two.png");
    }

    @Test
    void aCopyThatWasCutOffBeforeItsNoteIsTakenAsItIs() throws IOException {
        Path data = fetch(ADDRESS);
        Files.delete(RemoteCopy.of(ADDRESS, environment()).folder().resolve("copy.json"));
        FileTime copied = (FileTime) Files.getAttribute(data.resolve("one.png"), "unix:ctime");
        assertThat(fetch(ADDRESS)).isEqualTo(data);
        assertThat(Files.getAttribute(data.resolve("one.png"), "unix:ctime")).isEqualTo(copied);
        assertThat(RemoteCopy.path(ADDRESS, environment())).isEqualTo(data);
    }

    @Test
    void twoThatWantTheSameWaitForOneCopy() throws IOException {
        List<CompletableFuture<Path>> all = Stream.generate(() -> CompletableFuture.supplyAsync(() -> {
                    try {
                        return fetch(ADDRESS);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .limit(3)
                .toList();
        assertThat(all.stream().map(CompletableFuture::join).distinct()).hasSize(1);
        assertThat(notices).hasSize(1);
    }

    @Test
    void aCopyServesWhereTheFileSystemDoesNotAnswer() throws IOException {
        String address = "hdfs://localhost:1/faces";
        hadoop.setInt("ipc.client.connect.max.retries", 0);
        assertThatThrownBy(() -> fetch(address))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(address + " cannot be read: ");
        RemoteCopy copy = RemoteCopy.of(address, environment());
        Path data = Files.createDirectories(copy.folder().resolve("v1/faces"));
        copy.keep("v1", data);
        assertThat(fetch(address)).isEqualTo(data);
        assertThat(notices).singleElement().asString().contains("cannot be read: ", "the copy of it is used");
    }

    @Test
    void aCopyServesWhereTheLibraryOfItsFileSystemIsMissing() throws IOException {
        RemoteCopy copy = RemoteCopy.of("s3a://bucket/faces", environment());
        Path data = Files.createDirectories(copy.folder().resolve("v1/faces"));
        copy.keep("v1", data);
        assertThat(fetch("s3a://bucket/faces")).isEqualTo(data);
        assertThat(notices).singleElement().asString().contains("S3AFileSystem", "the copy of it is used");
    }

    @Test
    void allMachinesGetTheSameVersionOrNone() throws IOException {
        String version = RemoteFiles.version(ADDRESS, hadoop, environment(), notices::add);
        RemoteFiles.fetch(ADDRESS, version, hadoop, environment(), notices::add);
        Path data = RemoteCopy.path(ADDRESS, environment());
        assertThat(names(data)).containsExactly("one.png", "sad/two.png");

        Files.writeString(folder.resolve("far/faces/three.png"), "three");
        RemoteFiles.fetch(ADDRESS, version, hadoop, environment(), notices::add);
        assertThat(data).as("of a machine that has it").isDirectory();
        Map<String, String> late = Map.of("FACET_CACHE", folder.resolve("late").toString());
        assertThatThrownBy(() -> RemoteFiles.fetch(ADDRESS, version, hadoop, late, notices::add))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(ADDRESS + " has changed since this command began");
    }

    @Test
    void whatIsNotThereIsRefused() throws IOException {
        assertThatThrownBy(() -> fetch("viewfs://far/data/cats"))
                .isInstanceOf(UsageException.class)
                .hasMessage("there is nothing at viewfs://far/data/cats; check the address.");
        Files.createDirectories(folder.resolve("far/none"));
        assertThatThrownBy(() -> fetch("viewfs://far/data/none"))
                .isInstanceOf(UsageException.class)
                .hasMessage("the folder viewfs://far/data/none is empty.");
        assertThatThrownBy(() -> fetch("s3a://bucket/faces"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("the file system of s3a://bucket/faces cannot be used")
                .hasMessageContaining("FACET_SPARK_JARS");
    }

    @Test
    void aCacheThatCannotBeMadeIsSaid() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file");
        assertThatThrownBy(() -> fetch(ADDRESS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("set FACET_CACHE to another one")
                .hasMessageContaining("spark.executorEnv.FACET_CACHE");
    }
}
