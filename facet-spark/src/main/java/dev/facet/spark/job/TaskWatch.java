package dev.facet.spark.job;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.TaskEndReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Where the tasks of each group of jobs are, and why those ended that could not say so. Thread-safe. */
final class TaskWatch extends SparkListener {
    private static final String GROUP = "spark.jobGroup.id";

    private final Map<Integer, String> groups = new ConcurrentHashMap<>();
    private final Map<String, String> hosts = new ConcurrentHashMap<>();
    private final Map<String, String> losses = new ConcurrentHashMap<>();

    private static String key(String group, int index) {
        return group + " " + index;
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
        Properties properties = start.properties();
        String group = properties == null ? null : properties.getProperty(GROUP);
        if (group != null) {
            start.stageIds().foreach(stage -> groups.put((Integer) stage, group));
        }
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
        String group = groups.get(start.stageId());
        if (group != null) {
            hosts.put(key(group, start.taskInfo().index()), start.taskInfo().host());
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        String group = groups.get(end.stageId());
        TaskEndReason reason = end.reason();
        if (group == null) {
            return;
        }
        if (reason instanceof ExecutorLostFailure lost) {
            String why = lost.reason().isDefined() ? firstLine(lost.reason().get()) : "";
            losses.put(key(group, end.taskInfo().index()), "its executor was lost" + (why.isEmpty() ? "" : ": " + why));
        } else if (reason instanceof ExceptionFailure failure) {
            losses.put(
                    key(group, end.taskInfo().index()),
                    "its task failed: " + firstLine(failure.className() + ": " + failure.description()));
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("").strip();
    }

    /** The machine of a task that was started. */
    Optional<String> host(String group, int index) {
        return Optional.ofNullable(hosts.get(key(group, index)));
    }

    /** Why a task was lost, if it was. */
    Optional<String> loss(String group, int index) {
        return Optional.ofNullable(losses.get(key(group, index)));
    }
}
