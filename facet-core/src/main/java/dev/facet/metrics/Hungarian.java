package dev.facet.metrics;

import java.util.Arrays;

/**
 * Assigns rows to columns, each at most once, with the least total cost: the Hungarian method with shortest augmenting
 * paths and potentials (Kuhn 1955; Jonker and Volgenant 1987), in O(n² m) for n the smaller side.
 */
public final class Hungarian {
    private Hungarian() {}

    /**
     * The column of each row, or −1 for unassigned rows if there are more rows than columns.
     *
     * @param cost {@code [row][column]}, finite
     */
    public static int[] minimum(double[][] cost) {
        int rows = cost.length;
        int columns = rows == 0 ? 0 : cost[0].length;
        for (double[] row : cost) {
            if (row.length != columns || !Arrays.stream(row).allMatch(Double::isFinite)) {
                throw new IllegalArgumentException(
                        "costs must be finite and rows of one length; found " + Arrays.toString(row));
            }
        }
        if (rows <= columns) {
            return assign(cost, rows, columns);
        }
        double[][] transposed = new double[columns][rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                transposed[j][i] = cost[i][j];
            }
        }
        int[] rowOfColumn = assign(transposed, columns, rows);
        int[] assignment = new int[rows];
        Arrays.fill(assignment, -1);
        for (int j = 0; j < columns; j++) {
            assignment[rowOfColumn[j]] = j;
        }
        return assignment;
    }

    /** Needs n ≤ m. Rows and columns count from 1; 0 stands for "none". */
    private static int[] assign(double[][] cost, int n, int m) {
        double[] rowPotential = new double[n + 1];
        double[] columnPotential = new double[m + 1];
        int[] rowOf = new int[m + 1];
        int[] before = new int[m + 1];
        for (int row = 1; row <= n; row++) {
            rowOf[0] = row;
            int column = 0;
            double[] slack = new double[m + 1];
            Arrays.fill(slack, Double.POSITIVE_INFINITY);
            boolean[] visited = new boolean[m + 1];
            do {
                visited[column] = true;
                int at = rowOf[column];
                int next = 0;
                double least = Double.POSITIVE_INFINITY;
                for (int j = 1; j <= m; j++) {
                    if (visited[j]) {
                        continue;
                    }
                    double reduced = cost[at - 1][j - 1] - rowPotential[at] - columnPotential[j];
                    if (reduced < slack[j]) {
                        slack[j] = reduced;
                        before[j] = column;
                    }
                    if (slack[j] < least) {
                        least = slack[j];
                        next = j;
                    }
                }
                for (int j = 0; j <= m; j++) {
                    if (visited[j]) {
                        rowPotential[rowOf[j]] += least;
                        columnPotential[j] -= least;
                    } else {
                        slack[j] -= least;
                    }
                }
                column = next;
            } while (rowOf[column] != 0);
            while (column != 0) {
                rowOf[column] = rowOf[before[column]];
                column = before[column];
            }
        }
        int[] assignment = new int[n];
        for (int j = 1; j <= m; j++) {
            if (rowOf[j] != 0) {
                assignment[rowOf[j] - 1] = j - 1;
            }
        }
        return assignment;
    }
}
