package dev.facet;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Compiles and runs the example in README.md, in a folder of its own and with a training that takes a second. */
class ReadmeExampleTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void theExampleCompilesAndRuns() throws Exception {
        String code = replace(
                example(),
                ".withMinutes(10)",
                ".with(\"data.count=64\", \"model.width=4\", \"training.steps=2\", \"training.batch=16\")");
        code = replace(code, "\"runs\"", literal(folder.resolve("runs")));
        code = replace(code, "\"category-3.png\"", literal(folder.resolve("category-3.png")));
        compile(code);

        String printed = run("Digits");

        assertThat(printed.lines())
                .contains(folder.resolve("runs/00000-strokes-infogan") + ": training")
                .last()
                .asString()
                .matches("\\[\\d(, \\d){9}]");
        assertThat(folder.resolve("category-3.png")).isNotEmptyFile();
        assertThat(folder.resolve("runs")).isDirectoryContaining("glob:**-infogan");
    }

    private static String example() throws Exception {
        Matcher java = JAVA.matcher(Files.readString(README));
        assertThat(java.find()).as("README.md has a java example").isTrue();
        return java.group(1);
    }

    private static String replace(String code, String found, String replacement) {
        assertThat(code).contains(found);
        return code.replace(found, replacement);
    }

    private static String literal(Path path) {
        return '"' + path.toString().replace("\\", "\\\\") + '"';
    }

    private void compile(String code) {
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Digits.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return code;
                    }
                };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter problems = new StringWriter();
        List<String> options =
                List.of("-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
        boolean compiled = compiler.getTask(problems, null, null, options, null, List.of(source))
                .call();
        assertThat(compiled).as("%s", problems).isTrue();
    }

    private String run(String name) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Method main = loader.loadClass(name).getDeclaredMethod("main", String[].class);
            main.setAccessible(true);
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            main.invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
