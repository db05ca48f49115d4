package dev.facet.train;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;

import dev.facet.torch.group.Group;

/**
 * The processes that train a run.
 *
 * @param group this process and the others
 * @param here how many of them are on this machine
 * @param given the threads that this process was given; 0 if the ranks of a machine divide its threads
 */
record Together(Group group, int here, int given) {
    /** A single process. */
    static final Together ALONE = new Together(Group.ALONE, 1, 0);

    /** Finds out how many ranks are on this machine. All ranks must call it. */
    static Together of(Group group) {
        if (group.isAlone()) {
            return new Together(Group.ALONE, 1, group.threads());
        }
        String host = host();
        List<String> hosts = new Ranks(group).texts(host);
        return new Together(group, Collections.frequency(hosts, host), group.threads());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    /**
     * The threads of this process: those that it was given, else the ranks of a machine divide them.
     *
     * @param configured {@code training.threads}; 0 for all cores
     */
    int threads(int configured) {
        if (given > 0) {
            return given;
        }
        if (here == 1) {
            return configured;
        }
        int all = configured == 0 ? Runtime.getRuntime().availableProcessors() : configured;
        return Math.max(1, all / here);
    }

    /**
     * The threads of this process while the other ranks have ended: those that it was given, else {@code configured}.
     */
    int threadsAlone(int configured) {
        return given > 0 ? given : configured;
    }
}
