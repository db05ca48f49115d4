package dev.facet.data.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.facet.config.UsageException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RemoteCopyTest {
    private static final String ADDRESS = "s3a://bucket/faces";

    @TempDir
    private Path cache;

    private Map<String, String> environment() {
        return Map.of("FACET_CACHE", cache.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3a://bucket/x", "hdfs://host:8020/", "viewfs:///x", "abfss://a@b.c/d"})
    void anAddressHasTheNameOfItsFileSystem(String source) {
        assertThat(RemoteCopy.isAddress(source)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mnist", "/data/x", "./a:b", "C:\\pictures", "c://pictures", "s3a://", "holiday/*.jpg"})
    void namesAndPathsAreNone(String source) {
        assertThat(RemoteCopy.isAddress(source)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "s3a://bucket/x/, s3a://bucket/x",
        "s3a://bucket/, s3a://bucket",
        "hdfs:///, hdfs:///",
        "hdfs:///x//, hdfs:///x",
        "file:///data/my%20pictures, /data/my pictures"
    })
    void anAddressIsWrittenInOneWay(String source, String address) {
        assertThat(RemoteCopy.address(source)).isEqualTo(address);
    }

    @Test
    void pagesOfTheWebAreRefused() {
        assertThatThrownBy(() -> RemoteCopy.address("https://host/faces.zip"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("https://host/faces.zip is an address of the web. Fetch it");
    }

    @Test
    void anAddressWithoutACopyIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> RemoteCopy.path(ADDRESS, environment()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("there is no copy of " + ADDRESS + " on this machine")
                .hasMessageContaining("facet data get " + ADDRESS)
                .hasMessageContaining("--spark MASTER");
    }

    @Test
    void whatWasKeptIsFoundUntilItIsRemoved() throws IOException {
        RemoteCopy copy = RemoteCopy.of(ADDRESS, environment());
        Path data = Files.createDirectories(copy.folder().resolve("v1").resolve("faces"));
        assertThat(copy.whole()).as("before it is whole").isEmpty();
        copy.keep("v1", data);
        assertThat(copy.whole()).contains(new RemoteCopy.Whole("v1", data));
        assertThat(RemoteCopy.path(ADDRESS + "/", environment())).isEqualTo(data);
        assertThat(RemoteCopy.of("s3a://bucket/others", environment()).whole()).isEmpty();
        Files.delete(data);
        assertThat(copy.whole()).isEmpty();
    }

    @Test
    void aDamagedNoteCountsAsNone() throws IOException {
        RemoteCopy copy = RemoteCopy.of(ADDRESS, environment());
        Path data = Files.createDirectories(copy.folder().resolve("v1"));
        copy.keep("v1", data);
        Files.writeString(copy.folder().resolve("copy.json"), "{\"address\":");
        assertThat(copy.whole()).isEmpty();
    }
}
