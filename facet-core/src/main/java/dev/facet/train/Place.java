package dev.facet.train;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

import dev.facet.config.UsageException;
import dev.facet.torch.Engine;

/**
 * Where a rank computes.
 *
 * @param host the name of its machine
 * @param visible the GPUs that its environment shows to it ({@code CUDA_VISIBLE_DEVICES}); "all" without a limit
 * @param gpus the number of GPUs on which it can compute
 */
record Place(String host, String visible, int gpus) {
    private static final String SEPARATOR = "\n";
    private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

    /** The place of this process. */
    static Place own() {
        return new Place(machine(), System.getenv().getOrDefault(VISIBLE, "all"), Engine.gpus());
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    /** For {@link #read}. */
    String text() {
        return host + SEPARATOR + visible + SEPARATOR + gpus;
    }

    static Place read(String text) {
        String[] lines = text.split(SEPARATOR, -1);
        return new Place(lines[0], lines[1], Integer.parseInt(lines[2]));
    }

    private boolean sharesGpusWith(Place other) {
        return host.equals(other.host) && visible.equals(other.visible);
    }

    /** The number of a rank's GPU: ranks that see the same GPUs take them in turn. */
    static int gpu(List<Place> places, int rank) {
        Place own = places.get(rank);
        long before =
                places.subList(0, rank).stream().filter(own::sharesGpusWith).count();
        return own.gpus == 0 ? 0 : (int) (before % own.gpus);
    }

    /** Whether no two ranks have the same GPU. */
    static boolean eachHasAGpu(List<Place> places) {
        return places.stream()
                .allMatch(place -> places.stream().filter(place::sharesGpusWith).count() <= place.gpus);
    }

    /**
     * Refuses ranks without a GPU.
     *
     * @throws UsageException that names the first one
     */
    static void requireGpus(List<Place> places) {
        for (int rank = 0; rank < places.size(); rank++) {
            Place place = places.get(rank);
            if (place.gpus == 0) {
                throw new UsageException("training.device is cuda, but rank " + rank + " on " + place.host
                        + " finds no GPU to compute on"
                        + (place.visible.equals("all") ? "" : " (" + VISIBLE + " is '" + place.visible + "')")
                        + ". All ranks need one, a driver for CUDA 13 and FACET_CUDA=1; or take CPUs with --device"
                        + " cpu.");
            }
        }
    }
}
