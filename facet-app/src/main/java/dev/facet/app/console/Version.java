package dev.facet.app.console;

import picocli.CommandLine.IVersionProvider;

/**
 * The output of {@code --version}: Facet's version from the manifest of its jar, and details of the machine for bug
 * reports.
 */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "facet " + number() + " (Java " + System.getProperty("java.version") + ", " + System.getProperty("os.name")
                    + " " + System.getProperty("os.arch") + ")"
        };
    }

    private static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "from unpackaged classes" : version;
    }
}
