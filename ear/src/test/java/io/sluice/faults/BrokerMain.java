package io.sluice.faults;

import java.io.IOException;

/** Runs OpenMQ's broker for as long as the test lives. */
public final class BrokerMain {
    private BrokerMain() {}

    /** @param arguments the broker's own */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Thread attending = new Thread(BrokerMain::attend, "attend");
        attending.setDaemon(true);
        attending.start();
        Class.forName("com.sun.messaging.jmq.jmsserver.Broker")
                .getMethod("main", String[].class)
                .invoke(null, (Object) arguments);
    }

    private static void attend() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever said to it.
            }
        } catch (IOException e) {
            System.err.println("The test is gone: " + e);
        }
        Runtime.getRuntime().halt(3);
    }
}
