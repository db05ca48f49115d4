package dev.facet.method;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Part;
import dev.facet.data.Split;
import dev.facet.data.source.Datasets;
import dev.facet.settings.ConfigReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FewLabelsTest {
    @TempDir
    private Path folder;

    private static RunConfig config(String... settings) {
        List<String> all = new ArrayList<>(List.of("method=ssinfogan", "data.count=20"));
        all.addAll(List.of(settings));
        return ConfigReader.resolve("strokes", all);
    }

    private RunConfig labelled(String table) throws IOException {
        return config("ssinfogan.labels=" + Files.writeString(folder.resolve("labels.csv"), table));
    }

    @Test
    void aTableSaysWhichItemsAreOfWhichClass() throws IOException {
        RunConfig config = labelled("image,label\r\n3,ten\r\n5,2\r\n0,10\r\n7,ten\r\n");
        try (Dataset data = Datasets.open(config.data(), Split.TRAIN)) {
            FewLabels few = FewLabels.of(config, data);
            assertThat(few.names()).containsExactly("2", "10", "ten");
            assertThat(few.items()).containsExactly(0, 3, 5, 7);
            assertThat(few.classes()).containsExactly(1, 2, 0, 2);
            assertThat(Methods.of(config).classes(config, data)).isEqualTo(few.names());
            // of a part, in which item 3 has another index, and 0 is not
            FewLabels part = FewLabels.of(config, new Part(data, 7, 3, 5));
            assertThat(part.items()).containsExactly(0, 1, 2);
            assertThat(part.classes()).containsExactly(1, 1, 0);
            assertThat(part.names()).containsExactly("2", "ten");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'name,label\n3,a'                      | need the columns image and label",
                "'image,label\n3,a\n77,b\n78,b'          | 3 rows of",
                "'image,label\n3,a\n77,b\n78,b'          | 1 name an image of strokes",
                "'image,label'                          | at least half of them must",
                "'image,label\n3,a,b'                   | row 1 after the header has 3 fields",
                "'image,label\n0,a\n1,b\n2,c\n3,d\n4,e\n5,f\n6,g\n7,h\n8,i\n9,j\n10,k'"
                        + " | 11 different ones, and code 'digit' has 10 categories",
            })
    void whatDoesNotFitIsSaid(String table, String message) throws IOException {
        RunConfig config = labelled(table);
        try (Dataset data = Datasets.open(config.data(), Split.TRAIN)) {
            assertThatThrownBy(() -> Methods.check(config, data))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining(message);
        }
    }

    @Test
    void aMissingFileIsSaid() throws IOException {
        RunConfig config = config("ssinfogan.labels=" + folder.resolve("gone.csv"));
        try (Dataset data = Datasets.open(config.data(), Split.TRAIN)) {
            assertThatThrownBy(() -> FewLabels.of(config, data))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("gone.csv cannot be read");
        }
    }
}
