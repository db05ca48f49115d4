package dev.facet.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

import dev.facet.config.UsageException;

/**
 * The bytes of an ONNX file, with what tells them from others: machines open equal ones once. It is broadcast, so each
 * machine gets it once.
 *
 * @param name of the file, for messages
 * @param key SHA-256 of the content
 */
record ModelBytes(String name, byte[] content, String key) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int MOST = 1 << 30;

    static ModelBytes of(String name, byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return new ModelBytes(name, content, HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Reads a file on any of Hadoop's file systems.
     *
     * @throws UsageException if there is none
     */
    static ModelBytes read(String file, Configuration hadoop) throws IOException {
        Path path = new Path(file);
        FileSystem files = path.getFileSystem(hadoop);
        if (!files.exists(path) || files.getFileStatus(path).isDirectory()) {
            throw new UsageException("there is no file " + file + " (looked on " + files.getUri()
                    + "); name an ONNX file, such as `facet export RUN` writes.");
        }
        if (files.getFileStatus(path).getLen() > MOST) {
            throw new UsageException(file + " has more than 1 GB; that is no network of Facet's.");
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (InputStream in = files.open(path)) {
            in.transferTo(content);
        }
        return of(path.getName(), content.toByteArray());
    }

    void write(Path file, Configuration hadoop) throws IOException {
        try (OutputStream out = file.getFileSystem(hadoop).create(file, false)) {
            out.write(content);
        }
    }
}
