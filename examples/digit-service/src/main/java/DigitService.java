import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;

import javax.imageio.ImageIO;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.facet.codes.Code;
import dev.facet.codes.Encodings;
import dev.facet.codes.LatentBatch;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.picture.Picture;
import dev.facet.explore.CodeValues;
import dev.facet.onnx.OnnxGenerator;
import dev.facet.onnx.OnnxRecogniser;

/**
 * A service around a model that `facet export` wrote, without libtorch:
 *
 *   GET  /draw?seed=7&digit=3&c1=0.5   a PNG of what the generator makes of these codes; a category by its name, or by
 *                                      its index as digit=%233
 *   POST /read                         the codes of the picture that is the body, as text
 *
 * One generator and one recogniser serve all threads.
 */
public final class DigitService implements AutoCloseable {
    private static final long MOST_PIXELS = 4_000_000;
    private static final int MOST_BYTES = 4 << 20;

    private final OnnxGenerator generator;
    private final OnnxRecogniser recogniser;
    private final HttpServer server;

    public DigitService(Path export, int port) throws IOException {
        // one thread for each call: several calls at once share the cores better than one call spread over them
        generator = OnnxGenerator.open(export.resolve("generator.onnx"), 1);
        recogniser = OnnxRecogniser.open(export.resolve("recogniser.onnx"), 1);
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.setExecutor(Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors()));
        server.createContext("/draw", exchange -> answer(exchange, this::draw));
        server.createContext("/read", exchange -> answer(exchange, this::read));
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void draw(HttpExchange exchange) throws IOException {
        Map<String, String> query = new LinkedHashMap<>();
        String text = exchange.getRequestURI().getRawQuery();
        for (String pair : text == null ? new String[0] : text.split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(decoded(parts[0]), parts.length == 2 ? decoded(parts[1]) : "");
        }
        String seed = query.remove("seed");
        LatentBatch latents = generator.latent().draw(seed == null ? 0 : Long.parseLong(seed), 0, 1);
        CodeValues.parse(generator.latent(), generator.names(), query).apply(latents);
        Items made = generator.generate(latents);
        exchange.getResponseHeaders().set("Content-Type", "image/png");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            ImageIO.write(made.image(0), "png", out);
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new UsageException("'" + text + "' is not written as addresses are: " + e.getMessage(), e);
        }
    }

    private void read(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES);
        ImageShape shape = (ImageShape) recogniser.shape();
        Items picture = recogniser
                .pictures()
                .map(as -> Picture.read("the picture", body, shape, MOST_PIXELS, as.settings()))
                .orElseGet(() -> Picture.read("the picture", body, shape, MOST_PIXELS));
        Encodings read = recogniser.encode(picture);
        StringBuilder text = new StringBuilder();
        if (!read.calibrated()) {
            text.append(String.format("not calibrated: how sure these are is not known%n"));
        } else if (read.unlikeData(0)) {
            text.append(String.format("unlike the data this model was trained on%n"));
        }
        boolean sure = read.calibrated() && !read.unlikeData(0);
        for (Code.Categorical code : read.spec().categorical()) {
            int category = read.categories(code)[0];
            text.append(recogniser.names().label(code)).append(' ').append(recogniser.names().label(code, category));
            text.append(String.format(sure ? ", probability %.3f%n" : "%n", read.probabilities(code)[0][category]));
        }
        for (Code.Continuous code : read.spec().continuous()) {
            text.append(String.format("%s %.3f", recogniser.names().label(code), read.means(code)[0]));
            text.append(String.format(sure ? " ± %.3f%n" : "%n", read.sigmas(code)[0]));
        }
        send(exchange, 200, text.toString());
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private static void answer(HttpExchange exchange, Handler handler) throws IOException {
        try (exchange) {
            try {
                handler.handle(exchange);
            } catch (UsageException | NumberFormatException e) {
                send(exchange, 400, e.getMessage() + "\n");
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        generator.close();
        recogniser.close();
    }

    /** Arguments: the folder of an export, and a port. */
    public static void main(String[] arguments) throws IOException {
        DigitService service = new DigitService(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(service::close));
        System.out.println("http://127.0.0.1:" + service.port() + "/draw");
    }
}
