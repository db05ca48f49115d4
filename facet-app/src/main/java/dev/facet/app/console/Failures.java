package dev.facet.app.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import dev.facet.config.Hint;
import dev.facet.config.UsageException;
import dev.facet.format.MemoryException;
import dev.facet.torch.group.RankException;
import dev.facet.train.TrainingException;

/**
 * Reports failures to the user. A mistake of the user or a problem with files gets a message only. Anything else is a
 * defect: it gets one line, and its stack trace goes to a file for a report.
 */
public final class Failures {
    private static final Map<Class<?>, String> KINDS = Map.of(
            int.class, "a whole number of at most nine digits",
            Integer.class, "a whole number of at most nine digits",
            long.class, "a whole number",
            Long.class, "a whole number",
            double.class, "a number",
            Double.class, "a number",
            boolean.class, "true or false",
            Boolean.class, "true or false");

    /** Options of {@code train} that are settings in {@code training}. */
    private static final Set<String> SETTINGS = Set.of("--steps", "--minutes", "--threads", "--device", "--precision");

    private Failures() {}

    /** Reports a command line that does not parse: the message, the nearest names, and where to find help. */
    public static int wrongUsage(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("facet: " + message(failure));
        suggestions(failure).ifPresent(err::println);
        err.println("`" + command.getCommandSpec().qualifiedName() + " --help` explains how to use it.");
        return ExitCodes.WRONG_USAGE;
    }

    /** The mistake in the command line: the option, its value, and what was wanted. */
    private static String message(ParameterException failure) {
        ArgSpec argument = failure.getArgSpec();
        if (argument != null && failure.getValue() != null) {
            return named(argument) + " is '" + failure.getValue() + "'; wanted " + wanted(argument) + ".";
        }
        if (failure instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            boolean commands = !failure.getCommandLine().getSubcommands().isEmpty();
            return first.startsWith("-")
                    ? "there is no option '" + first + "'."
                    : commands ? "there is no command '" + first + "'." : "'" + first + "' is one argument too many.";
        }
        if (failure instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return missing(missing.getMissing());
        }
        return String.valueOf(failure.getMessage()).replaceFirst("^Error: ", "");
    }

    /** The missing arguments; for a single one also its description. */
    private static String missing(List<ArgSpec> arguments) {
        String names = arguments.stream()
                .map(argument -> argument instanceof OptionSpec option
                        ? option.longestName() + " " + argument.paramLabel()
                        : argument.paramLabel())
                .collect(Collectors.joining(", "));
        return "missing " + names
                + (arguments.size() > 1
                        ? "."
                        : ": " + String.join(" ", arguments.get(0).description()));
    }

    private static String named(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    /** The kind of value of an option or parameter, in words. */
    private static String wanted(ArgSpec argument) {
        Class<?> type = argument.auxiliaryTypes()[0];
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "));
        }
        if (argument.isMultiValue() && Map.class.isAssignableFrom(argument.type())) {
            return argument.paramLabel();
        }
        return KINDS.getOrDefault(type, argument.paramLabel());
    }

    /** The commands or options that were probably meant. */
    private static Optional<String> suggestions(ParameterException failure) {
        Optional<String> setting = setting(failure);
        if (setting.isPresent()) {
            return setting;
        }
        String program = failure.getCommandLine().getCommandSpec().qualifiedName();
        List<String> near = failure instanceof UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions().stream()
                        .map(name -> name.startsWith("-") ? name : "`" + program + " " + name + "`")
                        .toList()
                : List.of();
        return near.isEmpty() ? Optional.empty() : Optional.of("Did you mean " + String.join(" or ", near) + "?");
    }

    /** The setting in place of an option that another command has for it. */
    private static Optional<String> setting(ParameterException failure) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)
                || failure.getCommandLine().getCommandSpec().findOption("--set") == null
                || ofData(failure.getCommandLine())) {
            return Optional.empty();
        }
        List<String> words = unmatched.getUnmatched();
        String[] option = words.get(0).split("=", 2);
        if (!SETTINGS.contains(option[0])) {
            return Optional.empty();
        }
        String value = option.length > 1
                ? option[1]
                : words.size() > 1 && !words.get(1).startsWith("-") ? words.get(1) : "…";
        return Optional.of("That is a setting here: `--set "
                + Hint.quoted("training." + option[0].substring(2) + "=" + value) + "`.");
    }

    /** Whether a command's {@code --set} takes settings of data alone. */
    private static boolean ofData(CommandLine command) {
        CommandLine above = command.getParent();
        return above != null && above.getCommandName().equals("data");
    }

    /** Reports a failed command. Returns its exit code. */
    public static int report(Throwable failure, CommandLine command, boolean debug) {
        PrintWriter err = PlainWriter.over(command.getErr()); // a message may quote a foreign file
        if (debug) {
            failure.printStackTrace(err);
        }
        if (failure instanceof ParameterException wrong) {
            return wrongUsage(wrong, new String[0]);
        }
        err.println("facet: " + describe(failure, debug));
        if (failure instanceof RankException) {
            return ExitCodes.RANK_LOST;
        }
        return failure instanceof UsageException ? ExitCodes.WRONG_USAGE : ExitCodes.FAILED;
    }

    /** The failure in one sentence. The trace of a defect is saved to a file unless it is shown. */
    static String describe(Throwable failure, boolean shown) {
        if (failure instanceof UsageException
                || failure instanceof TrainingException
                || failure instanceof RankException) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof UncheckedIOException unchecked) {
            return message(Objects.requireNonNull(unchecked.getCause()));
        }
        if (failure instanceof IOException io) {
            return message(io);
        }
        if (failure instanceof OutOfMemoryError) {
            return "out of memory: Java may use " + MemoryException.allowed()
                    + " MB. Allow more, with JDK_JAVA_OPTIONS=-Xmx8g in the environment, or take smaller data or"
                    + " models";
        }
        if (failure instanceof UnsatisfiedLinkError) {
            Optional<String> mounted = NativeFailure.noPrograms(failure);
            if (mounted.isPresent()) {
                return "the native libraries do not load: " + mounted.get();
            }
            return "the native libraries of PyTorch do not load on this machine (" + firstLine(failure)
                    + "); they exist for Linux with glibc (x86-64, ARM), Windows (x86-64) and macOS (ARM)";
        }
        return "unexpected " + failure.getClass().getSimpleName() + ": " + firstLine(failure)
                + "; this is a defect of Facet" + (shown ? "" : kept(failure));
    }

    /** The message of an exception about a file; the JDK's often consist of only the file's name. */
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
            return ", and " + file + " has the details for a report (--debug shows them here)";
        } catch (IOException unwritable) {
            return " (--debug shows where)";
        }
    }
}
