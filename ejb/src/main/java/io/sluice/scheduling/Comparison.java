package io.sluice.scheduling;

import io.sluice.api.FieldStatus;
import io.sluice.api.ShareCount;
import io.sluice.distribution.LifeCount;
import io.sluice.distribution.Shares;
import io.sluice.distribution.Span;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sub-account's period as the adapter counted it and as it is booked: the lives of the adapter that can be compared, added
 * up. One that never said what it counted is left out.
 *
 * @param period id of the period
 * @param live whether the present life counted here, so that the figures move
 * @param undecided shares of lives that are over of which nobody knows what became
 * @param leftOut lives that never said what they counted
 * @param awaited whether what an earlier life counted is still on its way
 */
public record Comparison(
        long period,
        String subAccount,
        Span span,
        long sent,
        Shares counted,
        Shares booked,
        boolean live,
        long undecided,
        long leftOut,
        boolean awaited) {

    private record Key(String subAccount, Instant start) {
        static Key of(ShareCount count) {
            return new Key(count.subAccount(), count.periodStart().truncatedTo(ChronoUnit.MICROS));
        }
    }

    /**
     * Compares.
     *
     * @param lines of the ledger, read before the status: so nothing is booked in them that is not counted in it
     * @param status of the adapter; empty while it does not run
     * @param allTold whether the ledger knew that the present life has begun when it was read, and therefore had all that
     *     earlier lives say at their end
     * @return a line for each period, in the order of the lines
     */
    public static List<Comparison> of(List<LifeCount> lines, Optional<FieldStatus> status, boolean allTold) {
        Map<Key, ShareCount> present = new HashMap<>();
        status.ifPresent(s -> s.journal().counts().forEach(count -> present.put(Key.of(count), count)));
        Map<Long, List<LifeCount>> byPeriod = new LinkedHashMap<>();
        lines.forEach(line -> byPeriod.computeIfAbsent(line.getPeriod().getId(), id -> new ArrayList<>(1))
                .add(line));
        return byPeriod.values().stream()
                .map(period -> of(period, present, status.map(FieldStatus::incarnation), allTold))
                .toList();
    }

    private static Comparison of(
            List<LifeCount> lines, Map<Key, ShareCount> present, Optional<String> presentLife, boolean allTold) {
        var period = lines.get(0).getPeriod();
        String subAccount = period.getSubAccount().getName();
        Span span = period.getSpan();
        long sent = 0;
        Shares counted = Shares.NONE;
        Shares booked = Shares.NONE;
        boolean live = false;
        long undecided = 0;
        long leftOut = 0;
        boolean awaited = false;
        for (LifeCount line : lines) {
            boolean isPresent =
                    presentLife.filter(line.getIncarnation()::equals).isPresent();
            ShareCount count = isPresent ? present.get(new Key(subAccount, span.start())) : null;
            if (count != null) {
                live = true;
            } else if (line.getCounted().isPresent()) {
                count = line.getCounted().get();
                undecided += Math.abs(count.underWay());
            } else {
                // The present life tells of a period that is over before it is over itself.
                leftOut += allTold && !isPresent ? 1 : 0;
                awaited |= !allTold || isPresent;
                continue;
            }
            sent += count.sent();
            counted = counted.plus(Shares.of(count));
            booked = booked.plus(line.getBooked());
        }
        return new Comparison(
                period.getId(), subAccount, span, sent, counted, booked, live, undecided, leftOut, awaited);
    }

    /** Shares sent whose answer is awaited. */
    public long underWay() {
        return Math.max(0, sent - counted.accepted() - counted.rejected() - counted.unanswered());
    }

    /** Whether something is wrong whatever may still come: more is booked than was counted, or a life ended untidily. */
    public boolean isWrong() {
        return booked.exceed(counted) || undecided > 0;
    }

    /** Whether something that was counted is not booked. */
    public boolean isBehind() {
        return counted.exceed(booked);
    }

    /** What an operator should know, in a sentence; empty when there is nothing to say. */
    public String explanation() {
        List<String> parts = new ArrayList<>();
        say(parts, counted.accepted(), booked.accepted(), "accepted");
        say(parts, counted.rejected(), booked.rejected(), "rejected");
        say(parts, counted.unanswered(), booked.unanswered(), "unanswered");
        if (parts.isEmpty() && (isBehind() || booked.exceed(counted))) {
            parts.add("the adapter counted " + counted.work() + " and the ledger has " + booked.work());
        }
        if (undecided > 0) {
            parts.add("of " + undecided + " shares of a life that is over nobody knows what became");
        }
        if (awaited) {
            parts.add("what an earlier life of the adapter counted is not known yet");
        }
        if (leftOut > 0) {
            parts.add(leftOut + (leftOut == 1 ? " life" : " lives")
                    + " of the adapter never said what was counted, and what is booked of that is left out here");
        }
        if (parts.isEmpty()) {
            return "";
        }
        String all = String.join("; ", parts);
        return Character.toUpperCase(all.charAt(0)) + all.substring(1) + ".";
    }

    private static void say(List<String> parts, long counted, long booked, String what) {
        if (counted != booked) {
            parts.add("the adapter counted " + counted + " " + what + " shares and the ledger has " + booked);
        }
    }
}
