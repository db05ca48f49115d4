package dev.facet.config;

import java.math.BigDecimal;

/** Numbers as people write them. */
public final class Numbers {
    private Numbers() {}

    /** The shortest decimal that parses to {@code value}, without an exponent where it stays short. */
    public static String plain(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? ".nan" : value > 0 ? ".inf" : "-.inf";
        }
        boolean readable = value == 0 || (Math.abs(value) >= 1e-6 && Math.abs(value) < 1e15);
        return readable
                ? new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString()
                : Double.toString(value);
    }
}
