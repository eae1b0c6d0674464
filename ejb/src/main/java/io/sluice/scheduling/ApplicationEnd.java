package io.sluice.scheduling;

import jakarta.ejb.EJB;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Brings everything to rest as soon as the application is told to go. In one archive with the web part, the container
 * takes the data source away before it ends the beans; when this is called all of it is still there. In the EAR, where
 * this class is in a module of its own and is not found, the {@link Watch} is ended in time.
 */
@WebListener
public class ApplicationEnd implements ServletContextListener {
    @EJB
    Watch watch;

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        watch.standStill();
    }
}
