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
 */
record Together(Group group, int here) {
    /** A single process. */
    static final Together ALONE = new Together(Group.ALONE, 1);

    /** Finds out how many ranks are on this machine. All ranks must call it. */
    static Together of(Group group) {
        if (group.isAlone()) {
            return ALONE;
        }
        String host = host();
        List<String> hosts = new Ranks(group).texts(host);
        return new Together(group, Collections.frequency(hosts, host));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    /**
     * The threads of this process: the ranks of a machine divide them.
     *
     * @param configured {@code training.threads}; 0 for all cores
     */
    int threads(int configured) {
        if (here == 1) {
            return configured;
        }
        int all = configured == 0 ? Runtime.getRuntime().availableProcessors() : configured;
        return Math.max(1, all / here);
    }
}
