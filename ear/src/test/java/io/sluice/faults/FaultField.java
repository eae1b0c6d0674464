package io.sluice.faults;

import io.sluice.api.FieldListener;
import io.sluice.api.FieldStatus;
import io.sluice.api.Switchboard;
import io.sluice.api.SwitchboardFactory;
import io.sluice.api.SwitchboardUnavailableException;
import io.sluice.connector.FieldActivationSpec;
import io.sluice.connector.SluiceResourceAdapter;
import io.sluice.connector.SwitchboardManagedConnectionFactory;
import io.sluice.distribution.Standards;
import io.sluice.people.Logins;
import io.sluice.scheduling.FieldReportBean;
import io.sluice.scheduling.MachineEventsBean;
import io.sluice.scheduling.Migrations;
import io.sluice.scheduling.TaskResultsBean;
import io.sluice.scheduling.UpToStandardBean;
import io.sluice.scheduling.Watch;
import jakarta.ejb.Startup;
import jakarta.jms.MessageListener;
import jakarta.persistence.EntityManagerFactory;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkManager;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.security.auth.Subject;
import javax.sql.DataSource;

/**
 * One life of adapter and application in a JVM of its own, without a container: the real adapter, beans, client of the
 * broker and entities, put together by hand. What it is to be comes as system properties: the product's own, and those of
 * {@link Life}. It says on its standard output, a line at a time, how it stands, and ends with its standard input, so that
 * it never outlives the test.
 */
public final class FaultField {
    private static final long SAY_MILLIS = 50;

    private final PrintStream out = System.out;
    private final Life life;
    private final Delivery.Confused confused;
    private final SluiceResourceAdapter adapter = new SluiceResourceAdapter();
    private final FieldActivationSpec activation = new FieldActivationSpec();
    private final SwitchboardFactory switchboards = switchboards();
    private final ExecutorService later = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "asynchronous");
        thread.setDaemon(true);
        return thread;
    });
    private Endpoints endpoints;
    private Beans beans;

    private FaultField(Life life) {
        this.life = life;
        this.confused = new Delivery.Confused(life.seed());
    }

    /** Takes no arguments. */
    public static void main(String[] arguments) throws Exception {
        var field = new FaultField(Life.ofThisProcess());
        field.start();
        attend();
    }

    private void start() throws Exception {
        var brokerage = new Brokerage(life.brokerPort(), life.brokerUser(), life.brokerPassword());
        if (life.roster().isPresent()) {
            Roster.migrate(life.database());
        }
        DataSource connections = Database.pool(life.database());
        EntityManagerFactory database = Database.open(connections);
        Interception.configure(database, later);
        beans = new Beans(
                Map.of(
                        "java:app/jms/sluice", brokerage.forBeans(),
                        "java:app/jms/taskResults", Brokerage.destination("Queue", "sluice.taskResults"),
                        "java:app/jms/machineEvents", Brokerage.destination("Queue", "sluice.machineEvents"),
                        "java:app/jms/upToStandard", Brokerage.destination("Queue", "sluice.upToStandard"),
                        "java:app/jms/accounting", Brokerage.destination("Topic", "sluice.accounting"),
                        "java:app/eis/switchboard", switchboards,
                        "java:app/jdbc/sluice", connections),
                new Timers());
        if (life.roster().isPresent()) {
            life.roster().get().write(database, beans.get(Standards.class));
        }
        FieldListener listener = beans.get(FieldReportBean.class);
        endpoints = new Endpoints(FieldReportBean.class, listener, database, life.doubt(), life.seed());
        adapter.start(bootstrap());
        activation.setResourceAdapter(adapter);
        adapter.endpointActivation(endpoints, activation);
        consume(brokerage, "sluice.taskResults", TaskResultsBean.class, life.confused() ? confused : Delivery.IN_ORDER);
        consume(brokerage, "sluice.machineEvents", MachineEventsBean.class, Delivery.IN_ORDER);
        consume(brokerage, "sluice.upToStandard", UpToStandardBean.class, Delivery.IN_ORDER);
        for (Class<?> bean : Enhanced.all()) {
            // The first life has migrated the database, and nobody logs in at the console.
            if (bean.isAnnotationPresent(Startup.class) && bean != Migrations.class && bean != Logins.class) {
                beans.begin(bean);
            }
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "orderly-stop"));
        Thread saying = new Thread(this::say, "say");
        saying.setDaemon(true);
        saying.start();
    }

    private void consume(Brokerage brokerage, String queue, Class<? extends MessageListener> bean, Delivery delivery) {
        new Consumer(brokerage, queue, beans.get(bean), delivery).start();
    }

    /** As on SIGTERM in a container: the application brings all to rest while everything is still there. */
    private void stop() {
        beans.get(Watch.class).standStill();
        adapter.endpointDeactivation(endpoints, activation);
        adapter.stop();
        say(true);
    }

    private void say() {
        while (true) {
            say(false);
            try {
                TimeUnit.MILLISECONDS.sleep(SAY_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void say(boolean stopped) {
        Optional<FieldStatus> status = Optional.empty();
        if (!stopped) {
            try (Switchboard switchboard = switchboards.getConnection()) {
                status = Optional.of(switchboard.status());
            } catch (SwitchboardUnavailableException e) {
                return;
            }
        }
        Said said = Said.of(status, confused, endpoints);
        synchronized (out) {
            out.println(said.line());
            out.flush();
        }
    }

    /** Sets the clock as it is told, and ends this life when the test is gone. */
    private static void attend() throws IOException {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            System.setProperty(ClockAgent.STEP, line);
        }
        Runtime.getRuntime().halt(3);
    }

    private BootstrapContext bootstrap() {
        WorkManager works = (WorkManager) Proxy.newProxyInstance(
                FaultField.class.getClassLoader(), new Class<?>[] {WorkManager.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("doWork")) {
                        throw new UnsupportedOperationException(method.toString());
                    }
                    var thread = new Thread(
                            (Work) arguments[0],
                            "work-" + arguments[0].getClass().getSimpleName());
                    thread.setDaemon(true);
                    thread.start();
                    return method.getReturnType() == long.class ? 0L : null;
                });
        return (BootstrapContext) Proxy.newProxyInstance(
                FaultField.class.getClassLoader(),
                new Class<?>[] {BootstrapContext.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("getWorkManager")) {
                        return works;
                    }
                    throw new UnsupportedOperationException(method.toString());
                });
    }

    private SwitchboardFactory switchboards() {
        var factory = new SwitchboardManagedConnectionFactory();
        factory.setResourceAdapter(adapter);
        return (SwitchboardFactory) factory.createConnectionFactory(new ConnectionManager() {
            private static final long serialVersionUID = 1L;

            @Override
            public Object allocateConnection(ManagedConnectionFactory managed, ConnectionRequestInfo info)
                    throws jakarta.resource.ResourceException {
                return managed.createManagedConnection((Subject) null, info).getConnection(null, info);
            }
        });
    }
}
