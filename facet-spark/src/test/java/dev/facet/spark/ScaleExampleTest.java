package dev.facet.spark;

import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.spark.job.EncodeOnSparkTest;

import static org.assertj.core.api.Assertions.assertThat;

/** Compiles and runs the examples of docs/scale.md: first the one in Java, then those in SQL. */
@Tag("spark")
class ScaleExampleTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "scale.md");

    @TempDir
    private Path folder;

    @Test
    void theExamplesRun() throws Exception {
        Path shards = EncodeOnSparkTest.shards(folder.resolve("shards"), 2, 8, "angle");
        String code = example("java");
        code = replace(code, "\"shards\"", shards);
        code = replace(code, "\"digits/recogniser.onnx\"", Fixture.export().resolve("recogniser.onnx"));
        code = replace(code, "\"digits/generator.onnx\"", Fixture.export().resolve("generator.onnx"));
        code = replace(code, "\"pipeline\"", folder.resolve("pipeline"));
        Fixture.spark();
        run("Codes", code);
        assertThat(PipelineModel.load(folder.resolve("pipeline").toString()).stages())
                .hasExactlyElementsOfTypes(FacetRecogniser.class);

        List<List<Row>> answers = new ArrayList<>();
        for (String statement : example("sql").split(";")) {
            if (!statement.isBlank()) {
                answers.add(Fixture.spark().sql(statement).collectAsList());
            }
        }
        assertThat(answers).hasSize(2);
        assertThat(answers.get(0).stream()
                        .mapToLong(row -> row.<Long>getAs("images"))
                        .sum())
                .isEqualTo(16);
        assertThat(answers.get(1))
                .hasSize(10)
                .allSatisfy(row -> assertThat(row.<byte[]>getAs("png")).startsWith(0x89, 'P', 'N', 'G'));
    }

    private static String example(String language) throws Exception {
        Matcher found =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(DOCUMENT));
        assertThat(found.find())
                .as("%s has an example in %s", DOCUMENT, language)
                .isTrue();
        return found.group(1);
    }

    private static String replace(String code, String found, Path by) {
        assertThat(code).contains(found);
        return code.replace(found, '"' + by.toString().replace("\\", "\\\\") + '"');
    }

    private void run(String name, String code) throws Exception {
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return code;
                    }
                };
        StringWriter problems = new StringWriter();
        List<String> options =
                List.of("-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .getTask(problems, null, null, options, null, List.of(source))
                        .call())
                .as("%s", problems)
                .isTrue();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            var main = loader.loadClass(name).getDeclaredMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) new String[0]);
        }
    }
}
