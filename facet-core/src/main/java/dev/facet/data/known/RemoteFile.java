package dev.facet.data.known;

/**
 * A file that can be fetched.
 *
 * @param name its name, here and in every place it is offered
 * @param bytes its exact size
 * @param sha256 SHA-256 of its content, in lower-case hex
 */
record RemoteFile(String name, long bytes, String sha256) {
    RemoteFile {
        if (bytes < 1 || !sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(name + ": " + bytes + " bytes with SHA-256 " + sha256);
        }
    }
}
