package dev.facet.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import dev.facet.config.UsageException;
import dev.facet.train.TrainingException;

/**
 * Tells the user what went wrong: a mistake of theirs and trouble with files in a message alone, anything else in one line with
 * the trace in a file, because that is a defect somebody will want to report.
 */
final class Failures {
    private Failures() {}

    /** A command line that does not parse: the message, the nearest names, and where to read on. */
    static int wrongUsage(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("facet: " + failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("'" + command.getCommandSpec().qualifiedName() + " --help' tells how to use it.");
        return Main.WRONG_USAGE;
    }

    /** A command that failed. Returns its exit code. */
    static int report(Throwable failure, CommandLine command, boolean debug) {
        PrintWriter err = command.getErr();
        if (debug) {
            failure.printStackTrace(err);
        }
        if (failure instanceof ParameterException wrong) {
            return wrongUsage(wrong, new String[0]);
        }
        if (failure instanceof UsageException) {
            err.println("facet: " + failure.getMessage());
            return Main.WRONG_USAGE;
        }
        if (failure instanceof TrainingException) {
            err.println("facet: " + failure.getMessage());
        } else if (failure instanceof UncheckedIOException unchecked) {
            err.println("facet: " + message(Objects.requireNonNull(unchecked.getCause())));
        } else if (failure instanceof IOException io) {
            err.println("facet: " + message(io));
        } else if (failure instanceof OutOfMemoryError) {
            err.println("facet: out of memory (" + failure.getMessage()
                    + "); a smaller training.batch or data.resolution needs less");
        } else if (failure instanceof UnsatisfiedLinkError) {
            err.println("facet: the native libraries of PyTorch do not load on this machine (" + firstLine(failure)
                    + "); they exist for Linux with glibc (x86-64, ARM), Windows (x86-64) and macOS (ARM)");
        } else {
            err.println("facet: unexpected " + failure.getClass().getSimpleName() + ": " + firstLine(failure)
                    + "; this is a defect of Facet" + (debug ? "" : kept(failure)));
        }
        return Main.FAILED;
    }

    /** The message of an exception about a file; the JDK's own often have the file's name alone. */
    private static String message(IOException failure) {
        if (failure instanceof NoSuchFileException file) {
            return file.getFile() + ": there is no such file or folder";
        }
        if (failure instanceof AccessDeniedException file) {
            return file.getFile() + ": permission denied";
        }
        if (failure instanceof FileAlreadyExistsException file) {
            return file.getFile() + " exists already";
        }
        if (failure instanceof FileSystemException file && file.getReason() != null) {
            return file.getFile() + ": " + file.getReason();
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static String firstLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? "(no message)" : message.lines().findFirst().orElse("");
    }

    private static String kept(Throwable failure) {
        try {
            Path file = Files.createTempFile("facet-", ".log");
            try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(file))) {
                writer.println(new Version().getVersion()[0]);
                failure.printStackTrace(writer);
            }
            return ", and " + file + " has what is needed to find it (--debug shows it here)";
        } catch (IOException unwritable) {
            return " (--debug shows where)";
        }
    }
}
