package io.sluice.scheduling;

/** Names of the resources that the archive's descriptors define. */
final class Jndi {
    static final String CONNECTION_FACTORY = "java:app/jms/sluice";
    static final String TASK_RESULTS = "java:app/jms/taskResults";
    static final String MACHINE_EVENTS = "java:app/jms/machineEvents";
    static final String UP_TO_STANDARD = "java:app/jms/upToStandard";
    static final String ACCOUNTING = "java:app/jms/accounting";
    static final String SWITCHBOARD = "java:app/eis/switchboard";
    static final String DATABASE = "java:app/jdbc/sluice";

    /** Attempts to deliver one message: as many as it takes, as nothing but a database that is away makes them fail. */
    static final String WITHOUT_END = "2147483647";

    private Jndi() {}
}
