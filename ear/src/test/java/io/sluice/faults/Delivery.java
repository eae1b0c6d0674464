package io.sluice.faults;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** How messages that have come are given to their bean. */
interface Delivery {
    /** Whether one more message should come together with these, if it is there. */
    boolean wantsMore(List<Message> messages);

    /** Gives them all; throws when one was not taken, and then all are given again. */
    void give(List<Message> messages, MessageListener bean);

    /** One after the other, as they came. */
    Delivery IN_ORDER = new Delivery() {
        @Override
        public boolean wantsMore(List<Message> messages) {
            return false;
        }

        @Override
        public void give(List<Message> messages, MessageListener bean) {
            messages.forEach(bean::onMessage);
        }
    };

    /**
     * As no broker should: some twice, some after later ones, some twice at the same moment. Only reports of shares are
     * confused with one another: the beginning of a life still comes after all that was before it.
     */
    final class Confused implements Delivery {
        private static final int MOST = 4;

        private final Random random;
        final AtomicLong repeated = new AtomicLong();
        final AtomicLong reordered = new AtomicLong();
        final AtomicLong simultaneous = new AtomicLong();

        Confused(long seed) {
            random = new Random(seed);
        }

        @Override
        public boolean wantsMore(List<Message> messages) {
            return messages.size() < MOST && ofShares(messages.get(messages.size() - 1));
        }

        @Override
        public void give(List<Message> messages, MessageListener bean) {
            List<Message> order = new ArrayList<>(messages);
            int shares = order.size() - (ofShares(order.get(order.size() - 1)) ? 0 : 1);
            Collections.shuffle(order.subList(0, shares), random);
            if (!order.equals(messages)) {
                reordered.addAndGet(order.size());
            }
            for (Message message : order) {
                switch (random.nextInt(4)) {
                    case 0 -> {
                        bean.onMessage(message);
                        bean.onMessage(message);
                        repeated.incrementAndGet();
                    }
                    case 1 -> {
                        atOnce(message, bean);
                        simultaneous.incrementAndGet();
                    }
                    default -> bean.onMessage(message);
                }
            }
        }

        private static boolean ofShares(Message message) {
            try {
                return ((TextMessage) message).getText().contains("\"taskResults\"");
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void atOnce(Message message, MessageListener bean) {
            Runnable one = () -> bean.onMessage(message);
            CompletableFuture.allOf(
                            CompletableFuture.runAsync(one, work -> new Thread(work, "one").start()),
                            CompletableFuture.runAsync(one, work -> new Thread(work, "other").start()))
                    .join();
        }
    }
}
