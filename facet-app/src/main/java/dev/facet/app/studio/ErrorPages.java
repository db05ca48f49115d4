package dev.facet.app.studio;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Jetty's own answers, such as 400 for malformed HTTP and 431 for headers that are too large. They have the form and
 * the headers of all other answers, and reveal nothing about the server.
 */
final class ErrorPages extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Refusal.write(response, callback, status, message(status));
        return true;
    }

    private static String message(int status) {
        return switch (status) {
            case HttpStatus.BAD_REQUEST_400 -> "the request is not well formed";
            case HttpStatus.REQUEST_TIMEOUT_408 -> "the request did not come in time";
            case HttpStatus.PAYLOAD_TOO_LARGE_413 -> "the body is too large";
            case HttpStatus.URI_TOO_LONG_414 -> "the address is too long";
            case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 -> "the headers are too large";
            case HttpStatus.INTERNAL_SERVER_ERROR_500 -> "an internal error occurred; the server's log has the details";
            default -> "status " + status;
        };
    }

    /** The same for failures within the servlets. */
    static final class Within extends org.eclipse.jetty.ee10.servlet.ErrorHandler {
        @Override
        protected void generateResponse(
                Request request,
                Response response,
                int code,
                @Nullable String message,
                @Nullable Throwable cause,
                Callback callback)
                throws IOException {
            Refusal.secure(response.getHeaders());
            generateAcceptableResponse(
                    request,
                    response,
                    callback,
                    "application/json",
                    List.of(StandardCharsets.UTF_8),
                    code,
                    message(code),
                    cause);
        }

        @Override
        protected void writeErrorJson(
                Request request, PrintWriter writer, int code, @Nullable String message, @Nullable Throwable cause) {
            writer.append(Answers.error(String.valueOf(message)).toString());
        }
    }
}
