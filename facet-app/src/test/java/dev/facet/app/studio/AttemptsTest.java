package dev.facet.app.studio;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AttemptsTest {
    private final AtomicLong now = new AtomicLong();
    private final Attempts attempts = new Attempts(now::get);

    private void pass(long seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void afterFiveWrongTokensTheWaitDoublesUpToAMinute() {
        for (int i = 1; i <= 5; i++) {
            assertThat(attempts.failed("192.0.2.1")).isEqualTo(i);
            assertThat(attempts.wait("192.0.2.1")).isZero();
        }
        for (long wait : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            attempts.failed("192.0.2.1");
            assertThat(attempts.wait("192.0.2.1")).isBetween(wait, wait + 1);
            pass(wait + 1);
            assertThat(attempts.wait("192.0.2.1")).isZero();
        }
        assertThat(attempts.wait("192.0.2.2")).isZero();
    }

    @Test
    void anAddressIsForgottenAfterTenMinutesOrTheRightToken() {
        for (int i = 0; i < 9; i++) {
            attempts.failed("192.0.2.1");
        }
        pass(601);
        assertThat(attempts.failed("192.0.2.1")).isEqualTo(1);
        attempts.succeeded("192.0.2.1");
        assertThat(attempts.failed("192.0.2.1")).isEqualTo(1);
    }

    @Test
    void ofIpv6OneCustomerIsOne() {
        for (int i = 0; i < 9; i++) {
            attempts.failed("2001:db8:1:2::" + i);
        }
        assertThat(attempts.wait("2001:db8:1:2:ffff::1")).isPositive();
        assertThat(attempts.wait("2001:db8:1:3::1")).isZero();
    }

    @Test
    void howManyAddressesAreKeptIsBounded() {
        for (int i = 0; i < 9; i++) {
            attempts.failed("192.0.2.1");
        }
        for (int i = 0; i < 5000; i++) {
            attempts.failed("host-" + i + "x".repeat(1000));
        }
        assertThat(attempts.wait("192.0.2.1")).as("long ago").isZero();
    }
}
