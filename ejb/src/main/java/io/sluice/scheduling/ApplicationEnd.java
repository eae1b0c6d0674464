package io.sluice.scheduling;

import jakarta.ejb.EJB;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Brings everything to rest as soon as the application is told to go: the web part ends first, and all else is still
 * there. Later the container takes the data source and the endpoints away before it ends the beans. In the EAR, where this
 * class is in a module of its own, {@code web.xml} names it.
 */
@WebListener
public class ApplicationEnd implements ServletContextListener {
    @EJB
    Watch watch;

    @EJB
    AccountingPublisher publisher;

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        publisher.standStill();
        watch.standStill();
    }
}
