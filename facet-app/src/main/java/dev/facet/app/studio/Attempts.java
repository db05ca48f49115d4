package dev.facet.app.studio;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Counts wrong tokens by address, and blocks an address after five of them: for 1 s, then 2 s, 4 s and so on up to a
 * minute. An address is forgotten after ten minutes. No thread waits. Thread-safe.
 */
final class Attempts {
    private static final int FREE = 5;
    private static final int LONGEST_SECONDS = 60;
    private static final long REMEMBERED = TimeUnit.MINUTES.toNanos(10);
    private static final int MOST_ADDRESSES = 4096;
    private static final int LONGEST_ADDRESS = 64;

    private final LongSupplier clock;
    private final Map<String, Tally> failures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tally> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    private record Tally(int count, long last, long until) {}

    /** {@code clock} returns nanoseconds. */
    Attempts(LongSupplier clock) {
        this.clock = clock;
    }

    /** Seconds until a token from the address is checked again; 0 if it is not blocked. */
    synchronized long wait(String address) {
        Tally before = failures.get(network(address));
        long left = before == null ? 0 : before.until() - clock.getAsLong();
        return left <= 0 ? 0 : 1 + left / TimeUnit.SECONDS.toNanos(1);
    }

    /** Notes a wrong token. Returns their number so far. */
    synchronized int failed(String address) {
        long now = clock.getAsLong();
        Tally before = failures.remove(network(address));
        int count = before == null || now - before.last() > REMEMBERED ? 1 : before.count() + 1;
        long seconds = count <= FREE ? 0 : Math.min(LONGEST_SECONDS, 1L << Math.min(20, count - FREE - 1));
        failures.put(network(address), new Tally(count, now, now + TimeUnit.SECONDS.toNanos(seconds)));
        return count;
    }

    /** Forgets an address whose token was right. */
    synchronized void succeeded(String address) {
        failures.remove(network(address));
    }

    /**
     * The address as a key: the first half of an IPv6 address, which belongs to one customer; only the beginning of
     * anything else that a proxy sends.
     */
    static String network(String address) {
        try {
            byte[] bytes =
                    address.contains(":") ? InetAddress.getByName(address).getAddress() : new byte[4];
            return bytes.length == 16
                    ? HexFormat.ofDelimiter(":").formatHex(bytes, 0, 8)
                    : address.substring(0, Math.min(LONGEST_ADDRESS, address.length()));
        } catch (UnknownHostException e) {
            return address.substring(0, Math.min(LONGEST_ADDRESS, address.length()));
        }
    }
}
