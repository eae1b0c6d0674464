package io.sluice.faults;

import java.lang.instrument.Instrumentation;
import java.time.Clock;
import java.time.Instant;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * Lets the clock of this process step: whoever asks Java for the present instant is told another one. What is measured in
 * nanoseconds does not step, as it does not on a real machine.
 */
public final class ClockAgent {
    /** System property: by how many seconds the clock is wrong. */
    static final String STEP = "faults.clock";

    private ClockAgent() {}

    /** Called by Java before the main class. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        new AgentBuilder.Default()
                .disableClassFormatChanges()
                .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
                .ignore(ElementMatchers.none())
                .type(ElementMatchers.is(Clock.class))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(Advice.to(Step.class).on(ElementMatchers.named("currentInstant"))))
                .installOn(instrumentation);
    }

    /** Copied into Java's own method, so that it may use nothing of ours. */
    private static final class Step {
        @Advice.OnMethodExit
        @SuppressWarnings("UnusedVariable") // The assignment becomes the result.
        static void exit(@Advice.Return(readOnly = false) Instant now) {
            now = now.plusSeconds(Long.getLong("faults.clock", 0));
        }
    }
}
