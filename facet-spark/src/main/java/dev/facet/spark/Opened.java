package dev.facet.spark;

import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.imageio.ImageIO;

import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

import dev.facet.onnx.OnnxGenerator;
import dev.facet.onnx.OnnxRecogniser;

/**
 * Networks that are open in this virtual machine: one session of ONNX Runtime for all tasks that use the same network.
 * A call uses as many threads as a task has cores, so that all tasks of a machine together use its cores. Of networks
 * that no task uses any more, a few stay open for the next. Thread-safe.
 */
final class Opened<T extends AutoCloseable> {
    private static final int MOST_IDLE = 4;

    static final Opened<OnnxRecogniser> RECOGNISERS =
            new Opened<>((model, threads) -> OnnxRecogniser.open(model.name(), model.content(), threads));
    static final Opened<OnnxGenerator> GENERATORS =
            new Opened<>((model, threads) -> OnnxGenerator.open(model.name(), model.content(), threads));

    /** Opens a network. */
    @FunctionalInterface
    interface Opening<T> {
        T open(ModelBytes model, int threads) throws IOException;
    }

    private final Opening<T> opening;
    private final Map<String, Holder<T>> open = new HashMap<>();
    private final Map<String, Holder<T>> idle = new LinkedHashMap<>();

    Opened(Opening<T> opening) {
        this.opening = opening;
    }

    private static final class Holder<T> {
        final T network;
        int users;

        Holder(T network) {
            this.network = network;
        }
    }

    /** A network in use. Closing it says that it is not used any more. */
    static final class Lease<T extends AutoCloseable> implements AutoCloseable {
        private final Opened<T> from;
        private final String key;
        private @Nullable Holder<T> holder;

        private Lease(Opened<T> from, String key, Holder<T> holder) {
            this.from = from;
            this.key = key;
            this.holder = holder;
        }

        T network() {
            Holder<T> held = holder;
            if (held == null) {
                throw new IllegalStateException("the network was given back");
            }
            return held.network;
        }

        @Override
        public void close() {
            synchronized (from) {
                if (holder != null) {
                    from.giveBack(key, holder);
                    holder = null;
                }
            }
        }
    }

    /** The network for the current task, until that ends. */
    T forTask(ModelBytes model) throws IOException {
        Lease<T> lease = lease(model);
        TaskContext task = TaskContext.get();
        if (task != null) {
            task.addTaskCompletionListener((TaskCompletionListener) ended -> lease.close());
        }
        return lease.network();
    }

    /** The network for as long as the caller needs it. */
    synchronized Lease<T> lease(ModelBytes model) throws IOException {
        TaskContext task = TaskContext.get();
        int threads = task == null ? 1 : Math.max(1, task.cpus());
        String key = model.key() + " " + threads;
        Holder<T> holder = idle.remove(key);
        if (holder == null) {
            holder = open.get(key);
        }
        if (holder == null) {
            findDecoders();
            holder = new Holder<>(opening.open(model, threads));
        }
        open.put(key, holder);
        holder.users++;
        return new Lease<>(this, key, holder);
    }

    /** How many networks are open. */
    synchronized int count() {
        return open.size() + idle.size();
    }

    private synchronized void giveBack(String key, Holder<T> holder) {
        if (--holder.users > 0) {
            return;
        }
        open.remove(key);
        idle.put(key, holder);
        Iterator<Holder<T>> oldest = idle.values().iterator();
        while (idle.size() > MOST_IDLE) {
            Holder<T> unused = oldest.next();
            oldest.remove();
            try {
                unused.network.close();
            } catch (Exception e) {
                throw new IllegalStateException("a network cannot be closed", e);
            }
        }
    }

    /** Java looks for decoders of pictures in the loader of the thread; here it must be the one that has them. */
    private static void findDecoders() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Opened.class.getClassLoader());
        try {
            ImageIO.scanForPlugins();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
