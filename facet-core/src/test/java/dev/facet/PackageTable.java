package dev.facet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads which package may use which from a table in a Markdown document. */
final class PackageTable {
    private static final Pattern NAME = Pattern.compile("`([a-z]+(?:\\.[a-z]+)*(?:\\.\\*)?)`");
    private static final String BELOW = ".*";
    private static final String NONE = "nothing of ours";
    private static final int COLUMNS = 3;

    private PackageTable() {}

    /**
     * What each package may use, in the order of the rows. The table is the first below {@code heading}; its first
     * column is called "package", the last of its three "may use". A row without a package goes on with the one above
     * it. {@code data.*} stands for all packages below {@code data} but the row's own.
     *
     * @throws IllegalStateException if the table is missing or malformed, telling what was wanted
     */
    static Map<String, Set<String>> read(Path document, String heading) throws IOException {
        List<List<String>> rows = rows(document, heading);
        List<String> titles = rows.get(0);
        if (titles.size() != COLUMNS
                || !titles.get(0).equals("package")
                || !titles.get(2).equals("may use")) {
            throw wrong(document, heading, "has the columns " + titles + "; wanted package, what it holds, may use");
        }
        if (rows.size() < 3 || !rows.get(1).stream().allMatch(cell -> cell.matches(":?-+:?"))) {
            throw wrong(document, heading, "has no rows below a line of dashes");
        }
        Map<String, Set<String>> arrows = new LinkedHashMap<>();
        String last = "";
        for (List<String> row : rows.subList(2, rows.size())) {
            if (row.size() != COLUMNS) {
                throw wrong(document, heading, "has a row of " + row.size() + " cells, not " + COLUMNS + ": " + row);
            }
            Set<String> known = arrows.get(last);
            if (row.get(0).isEmpty() && known != null) {
                known.addAll(names(document, heading, row.get(2)));
                continue;
            }
            Matcher name = NAME.matcher(row.get(0));
            if (!name.matches() || name.group(1).endsWith(BELOW)) {
                throw wrong(document, heading, "has '" + row.get(0) + "' where a package in back-ticks was wanted");
            }
            last = name.group(1);
            if (arrows.put(last, names(document, heading, row.get(2))) != null) {
                throw wrong(document, heading, "has two rows for " + last);
            }
        }
        expand(arrows);
        arrows.forEach((name, used) -> {
            for (String other : used) {
                if (!arrows.containsKey(other) || other.equals(name)) {
                    throw wrong(document, heading, "lets " + name + " use " + other + ", which is no other row of it");
                }
            }
        });
        return arrows;
    }

    /** Puts the packages below a package in the place of {@code package.*}. */
    private static void expand(Map<String, Set<String>> arrows) {
        arrows.forEach((name, used) -> {
            Set<String> all = new LinkedHashSet<>();
            for (String other : used) {
                if (other.endsWith(BELOW)) {
                    String prefix = other.substring(0, other.length() - 1);
                    arrows.keySet().stream()
                            .filter(known -> known.startsWith(prefix) && !known.equals(name))
                            .forEach(all::add);
                } else {
                    all.add(other);
                }
            }
            used.clear();
            used.addAll(all);
        });
    }

    private static Set<String> names(Path document, String heading, String cell) {
        Set<String> names = new LinkedHashSet<>();
        if (cell.equals(NONE)) {
            return names;
        }
        for (String part : cell.split(", ", -1)) {
            Matcher name = NAME.matcher(part);
            if (!name.matches()) {
                throw wrong(
                        document,
                        heading,
                        "says '" + cell + "'; wanted packages in back-ticks with commas between, or " + NONE);
            }
            names.add(name.group(1));
        }
        return names;
    }

    /** The cells of the first table below {@code heading}, before the next heading. */
    private static List<List<String>> rows(Path document, String heading) throws IOException {
        if (!Files.isRegularFile(document)) {
            throw new IllegalStateException("there is no " + document + ", which says what packages may use");
        }
        List<String> lines = Files.readAllLines(document);
        int at = lines.indexOf(heading);
        if (at < 0) {
            throw new IllegalStateException(document + " has no heading \"" + heading + "\"");
        }
        List<List<String>> rows = new ArrayList<>();
        for (String line : lines.subList(at + 1, lines.size())) {
            boolean row = line.startsWith("|") && line.endsWith("|") && line.length() > 1;
            if (row) {
                rows.add(Arrays.stream(line.substring(1, line.length() - 1).split("\\|", -1))
                        .map(String::strip)
                        .toList());
            } else if (!rows.isEmpty() || line.startsWith("#")) {
                break;
            }
        }
        if (rows.isEmpty()) {
            throw wrong(document, heading, "is not there");
        }
        return rows;
    }

    private static IllegalStateException wrong(Path document, String heading, String what) {
        return new IllegalStateException("the table below \"" + heading + "\" in " + document + " " + what);
    }
}
