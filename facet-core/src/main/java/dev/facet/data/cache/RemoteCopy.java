package dev.facet.data.cache;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.config.Hint;
import dev.facet.config.UsageException;
import dev.facet.data.Fingerprint;
import dev.facet.format.AtomicFile;
import dev.facet.format.JsonFile;

/**
 * The copy that this machine keeps of data at an address such as {@code s3a://bucket/faces} or {@code hdfs://host/x}.
 * Training reads data again and again and by number, so it reads a copy; the module facet-spark makes it, by Hadoop's
 * file systems, and all else only finds it here.
 *
 * <p>The folder {@code copies/HASH} of the cache belongs to one address. Its file {@code copy.json} names the address,
 * the version that was copied, and the folder of that version, which has the data under its own name. The file is
 * written when all is there, so that a copy that was cut off does not count.
 *
 * @param address as {@link #address} gives it
 * @param folder where its copies are; need not exist
 */
public record RemoteCopy(String address, Path folder) {
    /** At least two letters, so that C:\ is none. */
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.+");

    private static final Pattern WEB = Pattern.compile("(?i)(https?|ftp)://.*");
    private static final int HASH = 16;
    private static final String FILE = "copy.json";

    /** A copy that is whole. */
    public record Whole(String version, Path data) {}

    /** Whether {@code source} is an address, and neither a name nor a path. */
    public static boolean isAddress(String source) {
        return ADDRESS.matcher(source).matches();
    }

    /**
     * An address in the only way it is written, without slashes at its end; of a {@code file://} address the path.
     *
     * @throws UsageException if it is a page of the web, which no file system has
     */
    public static String address(String source) {
        if (WEB.matcher(source).matches()) {
            throw new UsageException(source + " is an address of the web. Fetch it, and give Facet the file. Addresses"
                    + " of file systems that Hadoop knows, such as s3a://bucket/x and hdfs://host/x, are read.");
        }
        if (source.startsWith("file://")) {
            try {
                return Path.of(URI.create(source)).toString();
            } catch (IllegalArgumentException e) {
                throw new UsageException("'" + source + "' is no path: " + e.getMessage() + ".", e);
            }
        }
        return source.replaceFirst("(?<=[^:/])/+$", "");
    }

    /** The copy of an address in the cache that the environment names. */
    public static RemoteCopy of(String address, Map<String, String> environment) {
        String hash = new Fingerprint().add(address).hex().substring(0, HASH);
        return new RemoteCopy(
                address, UserCache.folder(environment).resolve("copies").resolve(hash));
    }

    /**
     * The path of the copy of an address, or of {@code source} itself if it is a path.
     *
     * @throws UsageException if this machine has no copy
     */
    public static Path path(String source, Map<String, String> environment) {
        String address = isAddress(source) ? address(source) : source;
        if (!isAddress(address)) {
            return Path.of(address);
        }
        return of(address, environment)
                .whole()
                .map(Whole::data)
                .orElseThrow(() -> new UsageException("there is no copy of " + address
                        + " on this machine. Fetch it with "
                        + Hint.of("data", "get", address) + ", or train on a cluster (--spark MASTER), whose machines"
                        + " fetch it themselves."));
    }

    /** What is here as a whole; empty if nothing is, or if it was removed. */
    public Optional<Whole> whole() {
        try {
            JsonNode said = JsonFile.read(folder.resolve(FILE));
            Path data = folder.resolve(said.path("data").asString(""));
            return said.path("address").asString("").equals(address) && Files.exists(data)
                    ? Optional.of(new Whole(said.path("version").asString(""), data))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Says that a version is here as a whole.
     *
     * @param data in {@link #folder}
     */
    public void keep(String version, Path data) throws IOException {
        String text = JsonMapper.shared()
                .writeValueAsString(Map.of(
                        "address",
                        address,
                        "version",
                        version,
                        "data",
                        folder.relativize(data).toString()));
        AtomicFile.write(folder.resolve(FILE), text.getBytes(StandardCharsets.UTF_8));
    }
}
