package dev.facet.train;

import java.util.List;

import dev.facet.config.TrainingConfig.Device;
import dev.facet.config.UsageException;
import dev.facet.torch.Placement;
import dev.facet.torch.group.Group;

/**
 * The processes that train a run.
 *
 * @param group this process and the others
 * @param places where they compute, by rank; empty for a single process
 * @param given the threads that this process was given; 0 if the ranks of a machine divide its threads
 */
record Together(Group group, List<Place> places, int given) {
    /** A single process. */
    static final Together ALONE = new Together(Group.ALONE, List.of(), 0);

    /** Finds out where the ranks are. All ranks must call it. */
    static Together of(Group group) {
        if (group.isAlone()) {
            return new Together(Group.ALONE, List.of(), group.threads());
        }
        List<Place> places = new Ranks(group)
                .texts(Place.own().text()).stream().map(Place::read).toList();
        return new Together(group, places, group.threads());
    }

    /** How many of the processes are on this machine. */
    int here() {
        return places.isEmpty()
                ? 1
                : (int) places.stream()
                        .filter(place ->
                                place.host().equals(places.get(group.rank()).host()))
                        .count();
    }

    /**
     * Refuses a device that not all ranks have.
     *
     * @throws UsageException that names a rank without a GPU
     */
    void check(Device device) {
        if (device == Device.CUDA && !places.isEmpty()) {
            Place.requireGpus(places);
        }
    }

    /**
     * The device of this process, for its thread: on a GPU, ranks of a machine take its GPUs in turn. If each has its
     * own, GPUs exchange tensors themselves from now on. All ranks must call it.
     */
    Placement place(Device device) {
        if (device != Device.CUDA || places.isEmpty()) {
            return Placement.on(device);
        }
        if (Place.eachHasAGpu(places)) {
            group.eachHasAGpu();
        }
        return Placement.on(device, Place.gpu(places, group.rank()));
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
        if (here() == 1) {
            return configured;
        }
        int all = configured == 0 ? Runtime.getRuntime().availableProcessors() : configured;
        return Math.max(1, all / here());
    }

    /**
     * The threads of this process while the other ranks have ended: those that it was given, else {@code configured}.
     */
    int threadsAlone(int configured) {
        return given > 0 ? given : configured;
    }
}
