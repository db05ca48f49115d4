package dev.facet.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import ai.onnxruntime.OrtEnvironment;

/**
 * Loads ONNX Runtime. Left to itself, ONNX Runtime unpacks its libraries into a temporary folder and leaves that folder
 * empty when the program ends. Here they are unpacked into one that is removed. Thread-safe.
 */
public final class OnnxLibrary {
    private static final String FOLDER = "onnxruntime.native.path";
    private static boolean loaded;

    private OnnxLibrary() {}

    /**
     * The environment of ONNX Runtime, which is loaded at the first call.
     *
     * @throws UnsatisfiedLinkError if its libraries do not load on this machine
     */
    public static synchronized OrtEnvironment environment() {
        if (loaded || System.getProperty(FOLDER) != null) {
            return OrtEnvironment.getEnvironment();
        }
        List<Path> unpacked = new ArrayList<>();
        try {
            unpack(unpacked);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            loaded = true;
            return environment;
        } catch (IOException e) {
            // ONNX Runtime tries by itself, and says what fails.
            System.clearProperty(FOLDER);
            return OrtEnvironment.getEnvironment();
        } finally {
            System.clearProperty(FOLDER);
            remove(unpacked);
        }
    }

    /** Unpacks the libraries, if there are some for this machine; the folder comes first in the list. */
    private static void unpack(List<Path> unpacked) throws IOException {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String place = "/ai/onnxruntime/native/"
                + (system.contains("win") && !system.contains("darwin")
                        ? "win"
                        : system.contains("mac") ? "osx" : "linux")
                + (machine.contains("aarch64") || machine.contains("arm64") ? "-aarch64/" : "-x64/");
        for (String library : List.of("onnxruntime", "onnxruntime4j_jni")) {
            String name = System.mapLibraryName(library);
            try (InputStream in = OrtEnvironment.class.getResourceAsStream(place + name)) {
                if (in == null) {
                    throw new IOException("ONNX Runtime has no " + place + name);
                }
                if (unpacked.isEmpty()) {
                    unpacked.add(Files.createTempDirectory("facet-onnx-"));
                }
                Path target = unpacked.get(0).resolve(name);
                unpacked.add(target);
                Files.copy(in, target);
            }
        }
        System.setProperty(FOLDER, unpacked.get(0).toString());
    }

    /** Removes the files, which loaded libraries do not need; where the system keeps them, when the program ends. */
    private static void remove(List<Path> unpacked) {
        for (int i = unpacked.size() - 1; i >= 0; i--) {
            try {
                Files.deleteIfExists(unpacked.get(i));
            } catch (IOException stillOpen) {
                // Of such files, the last that are named go first.
                unpacked.forEach(path -> path.toFile().deleteOnExit());
                return;
            }
        }
    }
}
