package io.sluice.launcher;

import io.sluice.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Tries the ports before anything is started, so that a taken one is told in one line. */
final class Ports {
    private Ports() {}

    /** @throws StartFailure for the first port that cannot be had */
    static void check(Settings settings) throws StartFailure {
        check(settings.stratumBind(), settings.stratumPort(), "SLUICE_STRATUM_PORT", "SLUICE_STRATUM_BIND");
        if (settings.stratumTlsPort().isPresent()) {
            int port = settings.stratumTlsPort().getAsInt();
            check(settings.stratumBind(), port, "SLUICE_STRATUM_TLS_PORT", "SLUICE_STRATUM_BIND");
        }
        check(settings.httpBind(), settings.httpPort(), "SLUICE_HTTP_PORT", "SLUICE_HTTP_BIND");
        if (settings.httpsPort().isPresent()) {
            check(settings.httpsBind(), settings.httpsPort().getAsInt(), "SLUICE_HTTPS_PORT", "SLUICE_HTTPS_BIND");
        }
        check(settings.brokerBind(), settings.brokerPort(), "SLUICE_BROKER_PORT", "SLUICE_BROKER_BIND");
    }

    private static void check(String bind, int port, String portSetting, String bindSetting) throws StartFailure {
        InetAddress address;
        try {
            address = InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new StartFailure(
                    bindSetting + " must be an address of this machine, such as 127.0.0.1 or 0.0.0.0, not '" + bind
                            + "'.",
                    e);
        }
        try (ServerSocket socket = new ServerSocket()) {
            // As the listeners themselves do: connections of an earlier run that linger do not count.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            throw new StartFailure(complaint(address, bind, port, portSetting, bindSetting, e), e);
        }
    }

    private static String complaint(
            InetAddress address, String bind, int port, String portSetting, String bindSetting, IOException e) {
        String text = String.valueOf(e.getMessage());
        if (text.contains("in use")) {
            return "Port " + port + " (" + portSetting + ") is taken by another process; stop that one or set "
                    + portSetting + " to another port.";
        }
        if (text.contains("ermission")) {
            return "Port " + port + " (" + portSetting + ") is not allowed for this user; set " + portSetting
                    + " to a port of 1024 or above.";
        }
        return "Cannot listen on " + bind + " port " + port + " (" + text + "); set " + bindSetting
                + " to an address of this machine" + (address.isAnyLocalAddress() ? " or " + portSetting : "") + ".";
    }
}
