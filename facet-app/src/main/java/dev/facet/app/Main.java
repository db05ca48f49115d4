package dev.facet.app;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

import dev.facet.app.command.AlignCommand;
import dev.facet.app.command.BenchCommand;
import dev.facet.app.command.CalibrateCommand;
import dev.facet.app.command.CompletionCommand;
import dev.facet.app.command.CurvesCommand;
import dev.facet.app.command.DataCommand;
import dev.facet.app.command.DemoCommand;
import dev.facet.app.command.DescribeCommand;
import dev.facet.app.command.DoctorCommand;
import dev.facet.app.command.EncodeCommand;
import dev.facet.app.command.EvaluateCommand;
import dev.facet.app.command.ExportCommand;
import dev.facet.app.command.FitEncoderCommand;
import dev.facet.app.command.GenerateCommand;
import dev.facet.app.command.InspectCommand;
import dev.facet.app.command.MorphCommand;
import dev.facet.app.command.NameCommand;
import dev.facet.app.command.PresetsCommand;
import dev.facet.app.command.ReportCommand;
import dev.facet.app.command.ServeCommand;
import dev.facet.app.command.StudioCommand;
import dev.facet.app.command.TrainCommand;
import dev.facet.app.command.TraverseCommand;
import dev.facet.app.console.ExitCodes;
import dev.facet.app.console.Failures;
import dev.facet.app.console.HelpPage;
import dev.facet.app.console.Interruption;
import dev.facet.app.console.Program;
import dev.facet.app.console.Version;
import dev.facet.app.launch.ShownWriter;
import dev.facet.app.sweep.SelectCommand;
import dev.facet.app.sweep.SweepCommand;

/**
 * The program {@code facet}: parses the command line, runs one command, and turns failures into a message and an exit
 * code.
 */
@Command(
        name = "facet",
        description = "Finds the factors of variation in unlabelled images and hands them over as named controls.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed",
            "2:wrong usage",
            "130:interrupted; the training is saved and can be resumed"
        })
@SuppressWarnings("NullAway.Init")
public final class Main implements Callable<Integer>, Program {
    /** In the order of the reference. */
    private static final List<Class<?>> COMMANDS = List.of(
            DemoCommand.class,
            TrainCommand.class,
            GenerateCommand.class,
            TraverseCommand.class,
            MorphCommand.class,
            DescribeCommand.class,
            NameCommand.class,
            EncodeCommand.class,
            FitEncoderCommand.class,
            AlignCommand.class,
            CalibrateCommand.class,
            EvaluateCommand.class,
            SweepCommand.class,
            SelectCommand.class,
            ReportCommand.class,
            ExportCommand.class,
            StudioCommand.class,
            ServeCommand.class,
            InspectCommand.class,
            CurvesCommand.class,
            PresetsCommand.class,
            DataCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class);

    private static final Set<Class<?>> NEED_OTHERS = Set.of(CompletionCommand.class, CommandLine.HelpCommand.class);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show stack traces of errors; FACET_DEBUG=1 in the environment does the same.")
    private boolean debug;

    private final Interruption interruption = new Interruption();

    private Main() {}

    public static void main(String[] args) {
        CommandLine commandLine = commandLine(args);
        int code = execute(commandLine, args);
        Main main = commandLine.getCommand();
        main.interruption.exit(code);
    }

    /** The program with all commands. */
    static CommandLine everyCommand() {
        return commandLine(COMMANDS);
    }

    /** The program with the commands that these arguments need. */
    static CommandLine commandLine(String... args) {
        return commandLine(needed(args));
    }

    private static CommandLine commandLine(List<Class<?>> commands) {
        Main main = new Main();
        CommandLine commandLine = new CommandLine(main);
        commands.forEach(commandLine::addSubcommand);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setUsageHelpLongOptionsMaxWidth(28);
        HelpPage.apply(commandLine);
        commandLine.setParameterExceptionHandler(Failures::wrongUsage);
        commandLine.setExecutionExceptionHandler(
                (failure, command, parsed) -> Failures.report(failure, command, main.debug()));
        return commandLine;
    }

    /** The command that is called, if it needs no others: making all of them takes half of the time of help. */
    private static List<Class<?>> needed(String... args) {
        Optional<String> word =
                Arrays.stream(args).filter(arg -> !arg.startsWith("-")).findFirst();
        if (word.isEmpty()) {
            return List.of(CommandLine.HelpCommand.class);
        }
        return COMMANDS.stream()
                .filter(type -> !NEED_OTHERS.contains(type)
                        && type.getAnnotation(Command.class).name().equals(word.get()))
                .findFirst()
                .<List<Class<?>>>map(List::of)
                .orElse(COMMANDS);
    }

    /**
     * Runs a command line and returns its exit code, also for errors of the virtual machine, such as a native library
     * that does not load.
     */
    static int execute(CommandLine commandLine, String... args) {
        commandLine.setOut(new ShownWriter(commandLine.getOut()));
        commandLine.setErr(new ShownWriter(commandLine.getErr()));
        try {
            return commandLine.execute(args);
        } catch (LinkageError | OutOfMemoryError | StackOverflowError | AssertionError failure) {
            Main main = commandLine.getCommand();
            return Failures.report(failure, commandLine, main.debug());
        } finally {
            commandLine.getOut().flush();
            commandLine.getErr().flush();
        }
    }

    @Override
    public Interruption interruption() {
        return interruption;
    }

    @Override
    public boolean debug() {
        return debug || "1".equals(System.getenv("FACET_DEBUG"));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCodes.WRONG_USAGE;
    }
}
