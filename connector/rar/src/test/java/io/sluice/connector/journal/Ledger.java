package io.sluice.connector.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldReport;
import io.sluice.api.FieldReport.Ended;
import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.ReportId;
import io.sluice.api.ShareCount;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** What the application would have: takes reports over, books each id once, and sees that an id always says the same. */
final class Ledger {
    /** Shares of a machine for a sub-account in a period. */
    record Line(String machine, String subAccount, Instant periodStart) {}

    /** Their sum. */
    record Sum(long accepted, Work work, Map<String, Long> rejected, long unanswered) {
        static final Sum NONE = new Sum(0, Work.ZERO, Map.of(), 0);

        Sum plus(TaskResult result) {
            Map<String, Long> all = new TreeMap<>(rejected);
            result.rejected().forEach((reason, shares) -> all.merge(reason, shares, Long::sum));
            return new Sum(
                    accepted + result.accepted(), work.plus(result.work()), all, unanswered + result.unanswered());
        }
    }

    private record CountKey(String incarnation, String subAccount, Instant periodStart) {}

    final Map<ReportId, List<TaskResult>> delivered = new LinkedHashMap<>();
    final Map<ReportId, List<TaskResult>> booked = new LinkedHashMap<>();
    final List<String> lives = new ArrayList<>();
    private final Map<CountKey, ShareCount> counted = new HashMap<>();

    /** Delivers one report, if there is one. */
    FieldReport take(Journal journal, boolean books) throws IOException, InterruptedException {
        for (List<ReportId> ids = journal.unasked(); !ids.isEmpty(); ids = journal.unasked()) {
            journal.answered(
                    ids, ids.stream().filter(id -> !booked.containsKey(id)).toList());
        }
        FieldReport report = journal.next(0, TimeUnit.SECONDS);
        if (report == null) {
            return null;
        }
        if (report instanceof TaskResults results) {
            List<TaskResult> before = delivered.putIfAbsent(results.id(), results.results());
            if (before != null) {
                assertThat(results.results()).as("again " + results.id()).isEqualTo(before);
            }
            if (books) {
                booked.put(results.id(), results.results());
            }
        } else if (report instanceof Ended ended) {
            lives.add("-" + ended.incarnation());
            ended.counts().forEach(count -> counted(ended.incarnation(), count));
        } else if (report instanceof Started started) {
            lives.add("+" + started.incarnation());
        }
        journal.delivered();
        return report;
    }

    /** What a life counted grows: less of it is a part. */
    private void counted(String incarnation, ShareCount count) {
        counted.merge(
                new CountKey(incarnation, count.subAccount(), count.periodStart()),
                count,
                (one, other) -> one.sent() > other.sent() ? one : other);
    }

    /** What was delivered and is not booked, as a broker whose store was wiped leaves it. */
    List<ReportId> missing(String incarnation) {
        return delivered.keySet().stream()
                .filter(id -> id.incarnation().equals(incarnation) && !booked.containsKey(id))
                .toList();
    }

    /** Up to where all reports of a life are booked. */
    long bookedThrough(String incarnation, long first) {
        long through = first - 1;
        while (booked.containsKey(new ReportId(incarnation, through + 1))) {
            through++;
        }
        return through;
    }

    Map<Line, Sum> sums() {
        Map<Line, Sum> sums = new HashMap<>();
        booked.values()
                .forEach(report -> report.forEach(result -> {
                    Line line = new Line(result.machine(), result.subAccount(), result.periodStart());
                    sums.put(line, sums.getOrDefault(line, Sum.NONE).plus(result));
                }));
        return sums;
    }

    /** Compares what each life counted with what is booked of it, in all periods. */
    void checkCounts(String present, List<ShareCount> now) {
        now.forEach(count -> counted(present, count));
        Map<CountKey, Sum> sums = new HashMap<>();
        booked.forEach((id, report) -> report.forEach(result -> {
            CountKey key = new CountKey(id.incarnation(), result.subAccount(), result.periodStart());
            sums.put(key, sums.getOrDefault(key, Sum.NONE).plus(result));
        }));
        Set<String> differences = new TreeSet<>();
        counted.forEach((key, count) -> {
            Sum sum = sums.getOrDefault(key, Sum.NONE);
            long rejected =
                    sum.rejected().values().stream().mapToLong(Long::longValue).sum();
            boolean same = count.accepted() == sum.accepted()
                    && count.rejected() == rejected
                    && count.unanswered() == sum.unanswered()
                    && count.work().equals(sum.work())
                    && (count.underWay() == 0 || key.incarnation().equals(present));
            if (!same) {
                differences.add(key + " counted " + count + " booked " + sum);
            }
        });
        sums.keySet().stream()
                .filter(key -> !counted.containsKey(key))
                .forEach(key -> differences.add(key + " booked and not counted: " + sums.get(key)));
        assertThat(differences).isEmpty();
    }
}
