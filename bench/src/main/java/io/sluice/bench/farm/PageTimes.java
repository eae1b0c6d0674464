package io.sluice.bench.farm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How long the console's pages take with a large farm in the database, by HTTP: from the request until all of the answer was
 * read, one after the other. First with the machines known and away, then, where there are few enough, with all of them
 * connected and sending shares.
 */
public final class PageTimes {
    /** As many as one process here has files for. */
    private static final int MOST_CONNECTED = 10_000;

    /** What machines are steered to, 12 a minute. */
    private static final double SHARES_PER_SECOND = 0.2;

    private static final int ROUNDS = 11;
    private static final long SETTLE_SECONDS = 30;
    private static final int SEND_SECONDS = 600;

    private static final List<String> PAGES = List.of(
            "",
            "sub-accounts",
            "sub-account?name=customer-03",
            "groups",
            "machines",
            "machine?name=farm.m00003",
            "standby",
            "pools",
            "ledger",
            "ledger?subAccount=customer-03",
            "timeline",
            "timeline?machine=farm.m0000",
            "events",
            "reconciliation",
            "dead-letters",
            "links",
            "people",
            "audit",
            "account");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .build();
    private final URI console;

    private PageTimes(URI console) {
        this.console = console;
    }

    /**
     * Fills a database, starts {@code sluice.jar} on it and prints tables.
     *
     * @param folder for what is written meanwhile
     */
    public static void run(Path jar, Path folder, List<Integer> sizes)
            throws IOException, InterruptedException, SQLException {
        Files.createDirectories(folder);
        for (int size : sizes) {
            try (PoolProcess pool = new PoolProcess();
                    SluiceProcess sluice = new SluiceProcess(
                            jar.toAbsolutePath(),
                            Files.createTempDirectory(folder.toAbsolutePath(), "bench-pages"),
                            Map.of())) {
                measure(pool, sluice, size);
            }
        }
    }

    private static void measure(PoolProcess pool, SluiceProcess sluice, int size)
            throws IOException, InterruptedException, SQLException {
        sluice.start();
        LargeFarm.begin(sluice, pool.url());
        sluice.stop();
        LargeFarm.fill(sluice.home(), size);
        say("ready after " + sluice.start() + " s");
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        PageTimes times = new PageTimes(sluice.console());
        times.logIn(SluiceProcess.PASSWORD);
        times.all(size + " machines known, none connected");
        if (size <= MOST_CONNECTED) {
            AtomicBoolean over = new AtomicBoolean();
            PoolProcess.Jobs jobs = pool.jobsEvery(20);
            try (Farm farm = new Farm(sluice.stratumPort(), size)) {
                say("connected after " + farm.connect() + " s");
                Thread sender = new Thread(() -> send(farm, size, over), "page-times-shares");
                sender.setDaemon(true);
                sender.start();
                TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
                times.all(size + " machines connected, " + Math.round(SHARES_PER_SECOND * size) + " shares a second");
                say(farm.dropped() + " machines dropped");
                over.set(true);
            } finally {
                jobs.close();
            }
        }
        say("resident MiB: " + (sluice.usage().residentBytes() >> 20));
        sluice.stop();
    }

    private static void send(Farm farm, int machines, AtomicBoolean over) {
        try {
            farm.send(SHARES_PER_SECOND * machines, SEND_SECONDS);
        } catch (UncheckedIOException e) {
            if (!over.get()) {
                throw e;
            }
        }
    }

    private void all(String title) throws IOException, InterruptedException {
        say("");
        say(title);
        say("%-34s %8s %8s %8s %10s".formatted("ms", "first", "median", "worst", "bytes"));
        for (String page : PAGES) {
            long[] millis = new long[ROUNDS];
            String body = "";
            for (int i = 0; i < ROUNDS; i++) {
                long begin = System.nanoTime();
                body = get(page);
                millis[i] = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            }
            line(page.isEmpty() ? "(overview)" : page, millis, body.length());
            for (Poll poll : polls(body)) {
                follow(poll, body);
            }
        }
        table();
    }

    /** A page by itself, a list sorted and narrowed: what the table asks the server for. */
    private void table() throws IOException, InterruptedException {
        String page = get("machines");
        for (String what : List.of("NAME", "STATE", "HASHRATE", "STANDARD", "ROLE", "GROUP", "CONNECTED_SINCE")) {
            String key = sortKey(page, what);
            ask(
                    page,
                    "machines by " + what,
                    Map.of(
                            "jakarta.faces.source", "list:table",
                            "jakarta.faces.partial.execute", "list:table",
                            "jakarta.faces.partial.render", "list:table",
                            "list:table_sorting", "true",
                            "list:table_encodeFeature", "true",
                            "list:table_skipChildren", "true",
                            "list:table_sortKey", key,
                            "list:table_sortDir", "1"));
        }
        for (int first : new int[] {0, 5_000, 9_950}) {
            ask(
                    page,
                    "machines from " + first,
                    Map.of(
                            "jakarta.faces.source", "list:table",
                            "jakarta.faces.partial.execute", "list:table",
                            "jakarta.faces.partial.render", "list:table",
                            "list:table_pagination", "true",
                            "list:table_first", Integer.toString(first),
                            "list:table_rows", "50",
                            "list:table_skipChildren", "true",
                            "list:table_encodeFeature", "true"));
        }
        for (Map.Entry<String, String> filter : Map.of(
                        "list:text", "m0001", "list:state", "OFFLINE", "list:group", "north", "list:role", "STANDBY")
                .entrySet()) {
            String field = filter.getKey();
            ask(page, "machines with " + field + "=" + filter.getValue(), narrowed(field, filter.getValue()));
            ask(page, "  and none", narrowed(field, ""));
        }
    }

    private static Map<String, String> narrowed(String field, String value) {
        return Map.of(
                "jakarta.faces.source",
                field,
                "jakarta.faces.partial.event",
                "change",
                "jakarta.faces.behavior.event",
                field.equals("list:text") ? "input" : "change",
                "jakarta.faces.partial.execute",
                field,
                "jakarta.faces.partial.render",
                "list:table",
                field,
                value);
    }

    private static String sortKey(String page, String field) {
        int at = page.indexOf("list:table");
        Matcher heading = Pattern.compile(
                        "id=\"(list:table:[^\"]+)\"[^>]*>\\s*<span class=\"ui-column-title\">([^<]*)<")
                .matcher(page);
        Map<String, String> byTitle = new LinkedHashMap<>();
        while (heading.find()) {
            byTitle.put(heading.group(2), heading.group(1));
        }
        String title =
                switch (field) {
                    case "NAME" -> "Name";
                    case "STATE" -> "State";
                    case "HASHRATE" -> "Hashrate";
                    case "STANDARD" -> "Standard";
                    case "ROLE" -> "Role";
                    case "GROUP" -> "Group";
                    default -> "Connected for";
                };
        if (at < 0 || !byTitle.containsKey(title)) {
            throw new IllegalStateException("the page has no column " + title + " but " + byTitle.keySet());
        }
        return byTitle.get(title);
    }

    private void ask(String page, String title, Map<String, String> asked) throws IOException, InterruptedException {
        long[] millis = new long[ROUNDS];
        String answer = "";
        for (int i = 0; i < ROUNDS; i++) {
            long begin = System.nanoTime();
            answer = post("machines", page, "list", asked);
            millis[i] = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        }
        if (!answer.contains("<update id=\"list:table\"")) {
            throw new IllegalStateException(title + " answers " + answer.substring(0, Math.min(800, answer.length())));
        }
        line("  " + title, millis, answer.length());
    }

    /** What a page asks for by itself. */
    private record Poll(String id, String form, String execute, String render, String seconds) {}

    private static final Pattern POLL =
            Pattern.compile("\\.cw\\(\"Poll\",.*?frequency:(\\d+).*?\\.ab\\((\\{.*?\\})\\)");

    private static List<Poll> polls(String body) {
        List<Poll> polls = new ArrayList<>();
        Matcher found = POLL.matcher(body.replace("&quot;", "\""));
        while (found.find()) {
            String options = found.group(2);
            polls.add(new Poll(
                    option(options, "s", ""),
                    option(options, "f", ""),
                    option(options, "p", "@form"),
                    option(options, "u", ""),
                    found.group(1)));
        }
        return polls;
    }

    private static String option(String options, String name, String otherwise) {
        Matcher found = Pattern.compile("[{,]" + name + ":\"([^\"]*)\"").matcher(options);
        return found.find() ? found.group(1) : otherwise;
    }

    private void follow(Poll poll, String body) throws IOException, InterruptedException {
        long[] millis = new long[ROUNDS];
        String answer = "";
        for (int i = 0; i < ROUNDS; i++) {
            Map<String, String> asked = new LinkedHashMap<>();
            asked.put("jakarta.faces.source", poll.id());
            asked.put("jakarta.faces.partial.execute", poll.execute());
            if (!poll.render().isEmpty()) {
                asked.put("jakarta.faces.partial.render", poll.render());
            }
            asked.put(poll.id(), poll.id());
            long begin = System.nanoTime();
            answer = post("", body, poll.form(), asked);
            millis[i] = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        }
        if (answer.contains("<error>") || answer.contains("<redirect")) {
            throw new IllegalStateException(poll + " answers " + answer);
        }
        line("  " + poll.id() + " every " + poll.seconds(), millis, answer.length());
    }

    private static void line(String title, long[] millis, int bytes) {
        long first = millis[0];
        long[] sorted = millis.clone();
        Arrays.sort(sorted);
        say("%-34s %8d %8d %8d %10d"
                .formatted(title, first, sorted[sorted.length / 2], sorted[sorted.length - 1], bytes));
    }

    private void logIn(String password) throws IOException, InterruptedException {
        String page = get("login");
        send(HttpRequest.newBuilder(console.resolve("login"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(form(Map.of(
                        "login",
                        "login",
                        "login:name",
                        "admin",
                        "login:password",
                        password,
                        "login:submit",
                        "login:submit",
                        "primefaces.nonce",
                        nonce(page),
                        "jakarta.faces.ViewState",
                        viewState(page)))));
        if (!get("").contains("session:logout")) {
            throw new IOException("nobody is logged in");
        }
    }

    private String get(String page) throws IOException, InterruptedException {
        String body = send(HttpRequest.newBuilder(console.resolve(page)).GET());
        if (!page.equals("login") && body.contains("login:password")) {
            throw new IOException("nobody is logged in any more");
        }
        return body;
    }

    private String post(String page, String body, String form, Map<String, String> asked)
            throws IOException, InterruptedException {
        Map<String, String> all = new LinkedHashMap<>(asked);
        all.put("jakarta.faces.partial.ajax", "true");
        all.put("primefaces.nonce", nonce(body));
        all.put(form, form);
        all.put("name", "customer-03");
        all.put("jakarta.faces.ViewState", viewState(body));
        Matcher action = Pattern.compile("<form id=\"" + form + "\"[^>]*action=\"([^\"]*)\"")
                .matcher(body);
        String to = action.find() ? action.group(1).replace("&amp;", "&") : page;
        return send(HttpRequest.newBuilder(console.resolve(to))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Faces-Request", "partial/ajax")
                .header("X-Requested-With", "XMLHttpRequest")
                .POST(form(all)));
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                http.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200 && answer.statusCode() != 302) {
            throw new IOException(answer.uri() + " answered " + answer.statusCode());
        }
        return answer.body();
    }

    private static HttpRequest.BodyPublisher form(Map<String, String> fields) {
        return HttpRequest.BodyPublishers.ofString(fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&")));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String viewState(String body) {
        return first("name=\"jakarta.faces.ViewState\"[^>]*value=\"([^\"]*)\"", body);
    }

    /** Scripts send it with each form. */
    private static String nonce(String body) {
        return first("<script[^>]*nonce=\"([^\"]*)\"", body);
    }

    private static String first(String what, String body) {
        Matcher found = Pattern.compile(what).matcher(body);
        if (!found.find()) {
            throw new IllegalStateException("the page has nothing like " + what);
        }
        return found.group(1);
    }

    private static void say(String what) {
        System.out.println(what);
    }
}
