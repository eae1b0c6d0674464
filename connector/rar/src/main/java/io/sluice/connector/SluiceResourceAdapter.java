package io.sluice.connector;

import io.sluice.api.FieldListener;
import io.sluice.api.SwitchboardUnavailableException;
import io.sluice.settings.InvalidSettingException;
import io.sluice.settings.Settings;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.Connector;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.TransactionSupport;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.WorkManager;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import javax.transaction.xa.XAResource;

/**
 * The resource adapter. Its life is the container's; the field's life is that of the one endpoint it delivers to, held by
 * an {@link Activation}.
 */
@Connector(
        displayName = "Sluice connector",
        vendorName = "Sluice",
        eisType = "Stratum V1",
        version = "0.1",
        transactionSupport = TransactionSupport.TransactionSupportLevel.NoTransaction)
public class SluiceResourceAdapter implements ResourceAdapter {
    private static final System.Logger LOG = System.getLogger(SluiceResourceAdapter.class.getName());

    private final AtomicReference<Activation> activation = new AtomicReference<>();
    private final InstantSource clock;
    private WorkManager workManager;
    private Settings settings;

    /** The container's way. */
    public SluiceResourceAdapter() {
        this(InstantSource.system());
    }

    /** With another clock than that of the system. */
    SluiceResourceAdapter(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void start(BootstrapContext context) throws ResourceAdapterInternalException {
        workManager = context.getWorkManager();
        try {
            settings = Settings.ofThisProcess();
        } catch (InvalidSettingException e) {
            throw new ResourceAdapterInternalException(e.getMessage(), e);
        }
    }

    @Override
    public void endpointActivation(MessageEndpointFactory factory, ActivationSpec spec) throws ResourceException {
        if (!(spec instanceof FieldActivationSpec)) {
            throw new ResourceException("This adapter delivers to " + FieldListener.class.getName() + " only");
        }
        if (activation.get() != null) {
            throw new ResourceException("The field reports to one endpoint, and has one already");
        }
        try {
            // The journal belongs to one; a second one at the same time is refused by it.
            Activation begun = new Activation(settings, clock, workManager, factory);
            activation.set(begun);
            begun.start();
        } catch (IOException e) {
            throw new ResourceException("The journal cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public void endpointDeactivation(MessageEndpointFactory factory, ActivationSpec spec) {
        Activation ended = activation.get();
        if (ended != null && ended.isOf(factory) && activation.compareAndSet(ended, null)) {
            ended.stop();
        }
    }

    @Override
    public void stop() {
        Activation ended = activation.getAndSet(null);
        if (ended != null) {
            LOG.log(Level.WARNING, "The adapter is stopped before its endpoint was deactivated");
            ended.stop();
        }
    }

    /** The adapter takes part in no distributed transaction. */
    @Override
    public XAResource[] getXAResources(ActivationSpec[] specs) {
        return new XAResource[0];
    }

    /**
     * The field as it runs now.
     *
     * @throws SwitchboardUnavailableException when it does not
     */
    Activation running() {
        Activation running = activation.get();
        if (running == null) {
            throw new SwitchboardUnavailableException("The field is not running: no endpoint is active", null);
        }
        return running;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
