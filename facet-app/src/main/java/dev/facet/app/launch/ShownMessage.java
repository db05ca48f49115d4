package dev.facet.app.launch;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/**
 * A log message with the user's command in it ({@link Invocation#shown}); {@code logback.xml} calls it {@code %shown}.
 */
public final class ShownMessage extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return Invocation.shown(String.valueOf(event.getFormattedMessage()));
    }
}
