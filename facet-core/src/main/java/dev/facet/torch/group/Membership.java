package dev.facet.torch.group;

/**
 * Says with which group a thread computes, until this is closed. Layers, losses and methods ask {@link Group#current};
 * so those that look at a whole batch need not be handed the group. Only the steps of a training have a membership:
 * what rank 0 computes beside them, such as pictures, it computes alone.
 */
public final class Membership implements AutoCloseable {
    private static final ThreadLocal<Group> CURRENT = ThreadLocal.withInitial(() -> Group.ALONE);

    private final Group before;

    private Membership(Group before) {
        this.before = before;
    }

    /** Sets the group of this thread from now on. */
    public static Membership of(Group group) {
        Membership membership = new Membership(CURRENT.get());
        CURRENT.set(group);
        return membership;
    }

    static Group current() {
        return CURRENT.get();
    }

    @Override
    public void close() {
        CURRENT.set(before);
    }
}
