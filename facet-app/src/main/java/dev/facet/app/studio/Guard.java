package dev.facet.app.studio;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import org.jspecify.annotations.Nullable;

import dev.facet.config.UsageException;

/**
 * Who may ask: by default this machine alone, and no page but our own (against DNS rebinding and requests that other sites make a browser send). On any other address whoever
 * knows the token.
 */
final class Guard {
    private static final String COOKIE = "facet-token";
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final int SHORTEST_TOKEN = 8;

    private final boolean local;
    private final @Nullable String token;

    /** A request that is refused, and with what status. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /**
     * Guards a server that listens at {@code host}.
     *
     * @throws UsageException for an address that others can reach without a token
     */
    Guard(String host, @Nullable String token) {
        this.local = loopback(host);
        this.token = token;
        if (!local && token == null) {
            throw new UsageException(
                    "--host " + host + " can be reached from other machines; say who may come in with --token TEXT"
                            + " (they open the address with ?token=TEXT), or leave --host out.");
        }
        if (token != null && (token.length() < SHORTEST_TOKEN || !token.matches("[\\x21-\\x7e]+"))) {
            throw new UsageException("--token needs " + SHORTEST_TOKEN
                    + " characters or more, without spaces and accents; " + "`openssl rand -hex 16` makes a good one.");
        }
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new UsageException("--host " + host + " is no address of this machine", e);
        }
    }

    /** Refuses what is not to be answered; sets the headers of every answer. */
    void check(Context ctx) {
        headers(ctx);
        String host = ctx.header("Host");
        if (host == null || (local && token == null && !LOCAL.contains(name(host)))) {
            throw new Refused(421, "this server answers to localhost and 127.0.0.1 alone");
        }
        String origin = ctx.header("Origin");
        if (origin != null && !host.equalsIgnoreCase(authority(origin))) {
            throw new Refused(403, "requests from pages of other sites are not answered");
        }
        String site = ctx.header("Sec-Fetch-Site");
        boolean navigates = "navigate".equals(ctx.header("Sec-Fetch-Mode"))
                && ctx.method().toString().equals("GET");
        if ("cross-site".equals(site) && !navigates) {
            throw new Refused(403, "requests from pages of other sites are not answered");
        }
        if (token != null) {
            admit(ctx, token);
        }
    }

    private static void admit(Context ctx, String token) {
        String given = ctx.queryParam("token");
        if (given != null && ctx.method().toString().equals("GET") && equal(given, token)) {
            // the page keeps it where scripts do not see it, and out of the address
            ctx.cookie(new Cookie(COOKIE, token, "/", -1, false, true, null, SameSite.STRICT));
            return;
        }
        String header = ctx.header("Authorization");
        String cookie = ctx.cookie(COOKIE);
        boolean known = (header != null && header.startsWith("Bearer ") && equal(header.substring(7), token))
                || (cookie != null && equal(cookie, token));
        if (!known) {
            ctx.header("WWW-Authenticate", "Bearer");
            throw new Refused(
                    401,
                    "wanted the token this server was started with: as ?token=… in the address, or as the header"
                            + " Authorization: Bearer …");
        }
    }

    private static void headers(Context ctx) {
        ctx.header(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self';"
                        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("Referrer-Policy", "no-referrer");
        ctx.header("Cross-Origin-Resource-Policy", "same-origin");
        ctx.header("Cross-Origin-Opener-Policy", "same-origin");
        ctx.header("Cache-Control", "no-store");
    }

    private static String name(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        int port = lower.lastIndexOf(':');
        return port > lower.lastIndexOf(']') ? lower.substring(0, port) : lower;
    }

    private static String authority(String origin) {
        try {
            return String.valueOf(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static boolean equal(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
