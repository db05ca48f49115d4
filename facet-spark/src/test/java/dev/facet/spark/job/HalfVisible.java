package dev.facet.spark.job;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;

import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.TaskContext;

/** The files of this machine, which tasks do not see: as if they ran elsewhere. */
public final class HalfVisible extends RawLocalFileSystem {
    @Override
    public URI getUri() {
        return URI.create("half:///");
    }

    @Override
    public String getScheme() {
        return "half";
    }

    @Override
    public FSDataInputStream open(Path file, int bufferSize) throws IOException {
        if (TaskContext.get() != null) {
            throw new FileNotFoundException("File " + file + " does not exist");
        }
        return super.open(file, bufferSize);
    }
}
