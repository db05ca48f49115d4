package dev.facet.spark;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.WeakHashMap;

import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import scala.reflect.ClassTag$;

/** Networks that were sent to the machines of a cluster: each once, however many tables are read with it. */
final class Broadcasts {
    private static final int MOST = 8;
    private static final Map<SparkContext, Map<String, Broadcast<ModelBytes>>> SENT =
            Collections.synchronizedMap(new WeakHashMap<>());

    private Broadcasts() {}

    static Broadcast<ModelBytes> of(SparkSession spark, ModelBytes model) {
        SparkContext context = spark.sparkContext();
        Map<String, Broadcast<ModelBytes>> sent = SENT.computeIfAbsent(context, key -> new LinkedHashMap<>());
        synchronized (sent) {
            Broadcast<ModelBytes> found = sent.remove(model.key());
            Broadcast<ModelBytes> used =
                    found == null ? context.broadcast(model, ClassTag$.MODULE$.apply(ModelBytes.class)) : found;
            sent.put(model.key(), used);
            if (sent.size() > MOST) {
                // What still uses it keeps it; Spark removes it when nothing does.
                sent.remove(sent.keySet().iterator().next());
            }
            return used;
        }
    }
}
