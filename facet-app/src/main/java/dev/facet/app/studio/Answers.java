package dev.facet.app.studio;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import io.javalin.http.Context;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.app.launch.Invocation;
import dev.facet.data.Items;
import dev.facet.data.Shape;
import dev.facet.explore.Sheet;
import dev.facet.format.PngFile;

/** Writes the server's answers: JSON, pictures, numbers. */
final class Answers {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private Answers() {}

    static void json(Context ctx, JsonNode node) {
        ctx.contentType("application/json; charset=utf-8").result(JSON.writeValueAsBytes(node));
    }

    static ObjectNode error(String message) {
        return JSON.createObjectNode().put("error", Invocation.shown(message));
    }

    /**
     * The header Content-Disposition of a file to save, with its name (RFC 6266). Programs that know only the plain
     * form get underlines for characters that it cannot have.
     */
    static String attachment(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9 ._-]", "_");
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return "attachment; filename=\"" + plain + "\"" + (plain.equals(name) ? "" : "; filename*=UTF-8''" + encoded);
    }

    /** Items edge to edge as a PNG, or raw: bytes of pixels, or little-endian fp32 numbers. */
    static void items(Context ctx, Items items, int columns, String format) throws IOException {
        ctx.header("X-Facet-Count", Integer.toString(items.count()));
        ctx.header("X-Facet-Columns", Integer.toString(columns));
        if (format.equals("raw")) {
            Shape shape = items.shape();
            ctx.header(
                    "X-Facet-Shape",
                    items.count() + "," + shape.channels() + "," + shape.height() + "," + shape.width());
            ctx.header("X-Facet-Type", shape.rowBytes() == shape.width() ? "uint8" : "float32");
            ctx.contentType("application/octet-stream").result(items.bytes());
        } else {
            ctx.contentType("image/png").result(png(Sheet.of(items, columns)));
        }
    }

    static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PngFile.write(bytes, image);
        return bytes.toByteArray();
    }

    /** One item as a data URL. */
    static String address(Items items) throws IOException {
        return address(items, items.count());
    }

    /** Items edge to edge as a data URL. */
    static String address(Items items, int columns) throws IOException {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png(Sheet.of(items, columns)));
    }

    /** The formats of items. */
    static final List<String> FORMATS = List.of("png", "raw");
}
