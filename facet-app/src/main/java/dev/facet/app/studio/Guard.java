package dev.facet.app.studio;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.facet.config.UsageException;

/**
 * Access control. By default only this machine and only the server's own page may send requests, which prevents DNS
 * rebinding and cross-site requests. On other addresses clients need the token. It precedes all other handlers, so the
 * body of a refused request is not read.
 */
final class Guard extends Handler.Wrapper {
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final int SHORTEST_TOKEN = 8;
    private static final String PARAMETER = "token=";
    private static final String BEARER = "Bearer ";
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    private final boolean local;
    private final @Nullable String token;
    private final Attempts attempts = new Attempts(System::nanoTime);
    /** The value of the cookie: random, and not the token, which a cookie would reveal. */
    private final String session;

    private final AtomicReference<@Nullable String> ticket = new AtomicReference<>();

    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    /**
     * A guard of a server that listens at {@code host}.
     *
     * @param proxied whether the server is behind a proxy, whose headers name the client
     * @throws UsageException if other machines can reach the address and there is no token
     */
    Guard(String host, @Nullable String token, boolean proxied) {
        this.local = loopback(host) && !proxied;
        this.token = token;
        this.session = secret();
        if (!local && token == null) {
            throw new UsageException((proxied ? "--trust-proxy" : "--host " + host)
                    + " lets other machines in; set a token with --token-file FILE" + ", the variable FACET_TOKEN or"
                    + " --token TEXT (people open the address with ?token=TEXT), or leave "
                    + (proxied ? "--trust-proxy" : "--host") + " out.");
        }
        if (token != null && (token.length() < SHORTEST_TOKEN || !token.matches("[\\x21-\\x7e]+"))) {
            throw new UsageException("the token needs " + SHORTEST_TOKEN
                    + " characters or more, without spaces and accents; `openssl rand -hex 16` makes a good one.");
        }
    }

    private static String secret() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /**
     * A secret for a single login in place of the token. The browser is started with it, because other users can see
     * the browser's command line.
     */
    String ticket() {
        String made = secret();
        ticket.set(made);
        return made;
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new UsageException("--host " + host + " is not an address of this machine", e);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Refusal.secure(response.getHeaders());
        try {
            requireOwnPage(request);
            if (token != null && admit(request, response, token)) {
                welcome(request, response, callback);
                return true;
            }
        } catch (Refused e) {
            Refusal.write(response, callback, e.status, String.valueOf(e.getMessage()));
            return true;
        }
        return super.handle(request, response, callback);
    }

    private void requireOwnPage(Request request) throws Refused {
        String host = request.getHeaders().get(HttpHeader.HOST);
        if (host == null || (local && token == null && !LOCAL.contains(name(host)))) {
            throw new Refused(421, "this server answers only to localhost and 127.0.0.1");
        }
        String origin = request.getHeaders().get("Origin");
        boolean navigates = "navigate".equals(request.getHeaders().get("Sec-Fetch-Mode"))
                && request.getMethod().equals("GET");
        if ((origin != null && !host.equalsIgnoreCase(authority(origin))) || (isCrossSite(request) && !navigates)) {
            throw new Refused(403, "requests from pages of other sites are not answered");
        }
    }

    /** Admits a request with the token or the cookie. Returns whether the token was in the address. */
    private boolean admit(Request request, Response response, String token) throws Refused {
        String cookie = Request.getCookies(request).stream()
                .filter(each -> each.getName().equals(cookieName(request)))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse(null);
        boolean known = cookie != null && equal(cookie, session);
        String given = request.getMethod().equals("GET") ? inAddress(request) : null;
        String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        String shown = given != null
                ? given
                : header != null && header.startsWith(BEARER) ? header.substring(BEARER.length()) : null;
        if (known && (shown == null || given != null)) {
            return given != null;
        }
        if (shown == null) {
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
            throw new Refused(
                    401,
                    "wanted the token that this server was started with: as ?token=… in the address, or as the"
                            + " header Authorization: Bearer …");
        }
        String once = ticket.get();
        if (given != null && once != null && equal(given, once) && ticket.compareAndSet(once, null)) {
            return true;
        }
        String address = Request.getRemoteAddr(request);
        long wait = attempts.wait(address);
        if (wait > 0) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, Long.toString(wait));
            throw new Refused(429, "too many wrong tokens came from your address; try again in " + wait + " s");
        }
        if (!equal(shown, token)) {
            int count = attempts.failed(address);
            LOG.warn(
                    "a wrong token from {}, {} in a row; the next is checked in {} s",
                    Attempts.network(address),
                    count,
                    attempts.wait(address));
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
            throw new Refused(401, "this is not the token that the server was started with");
        }
        attempts.succeeded(address);
        return given != null;
    }

    /**
     * Sets a cookie and redirects to the address without the token, because histories, logs and bystanders could reveal
     * it.
     */
    private void welcome(Request request, Response response, Callback callback) {
        Response.addCookie(
                response,
                HttpCookie.build(cookieName(request), session)
                        .path("/")
                        .httpOnly(true)
                        .secure(request.isSecure())
                        .sameSite(HttpCookie.SameSite.STRICT)
                        .build());
        String target = withoutToken(request);
        if (isCrossSite(request)) {
            // the link may be on another site; the browser sends a strict cookie only if our own page starts the next
            // request
            byte[] page = ("<!doctype html><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0;url="
                            + target.replace("&", "&amp;")
                                    .replace("\"", "&quot;")
                                    .replace("<", "&lt;") + "\"><title>Facet</title>")
                    .getBytes(StandardCharsets.UTF_8);
            response.setStatus(200);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/html; charset=utf-8");
            response.write(true, ByteBuffer.wrap(page), callback);
            return;
        }
        response.setStatus(303);
        response.getHeaders().put(HttpHeader.LOCATION, target);
        response.write(true, null, callback);
    }

    private static @Nullable String inAddress(Request request) {
        String query = request.getHttpURI().getQuery();
        return query != null && Arrays.stream(query.split("&")).anyMatch(part -> part.startsWith(PARAMETER))
                ? Objects.requireNonNullElse(
                        Request.extractQueryParameters(request).getValue("token"), "")
                : null;
    }

    /** A path on this server; it cannot become the address of another server. */
    private static String withoutToken(Request request) {
        String path = Objects.requireNonNullElse(request.getHttpURI().getPath(), "/");
        String query = Arrays.stream(
                        Objects.requireNonNullElse(request.getHttpURI().getQuery(), "")
                                .split("&"))
                .filter(part -> !part.startsWith(PARAMETER) && !part.isEmpty())
                .collect(Collectors.joining("&"));
        String safe = path.matches("/([A-Za-z0-9._~%!$&'()*+,;=:@-][A-Za-z0-9._~%!$&'()*+,;=:@/-]*)?") ? path : "/";
        return safe + (query.isEmpty() ? "" : "?" + query);
    }

    /** The name of the cookie. It contains the port, because browsers share cookies between all ports of a machine. */
    private String cookieName(Request request) {
        return "facet-" + Request.getLocalPort(request);
    }

    private static boolean isCrossSite(Request request) {
        return "cross-site".equals(request.getHeaders().get("Sec-Fetch-Site"));
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
