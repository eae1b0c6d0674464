package io.sluice.web.console;

import io.sluice.admin.SubAccountView;
import io.sluice.admin.SubAccounts;
import io.sluice.admin.UnknownNameException;

/** Pausing and resuming sub-accounts, and saying so. */
final class Pauses {
    private Pauses() {}

    static void pause(SubAccounts subAccounts, String name) {
        try {
            subAccounts.pause(Rights.caller(), name);
            Form.done(Words.say("pausedNow", name));
        } catch (UnknownNameException e) {
            Form.refused(e.getMessage());
        }
    }

    /** Since when it is paused, and by whom; empty when it is not. */
    static String said(SubAccountView subAccount) {
        return subAccount
                .pausedAt()
                .map(at -> Words.say(
                        "pausedSince",
                        new Shown().time(at),
                        subAccount.pausedBy().orElse("–")))
                .orElse("");
    }

    static void resume(SubAccounts subAccounts, String name) {
        try {
            subAccounts.resume(Rights.caller(), name);
            Form.done(Words.say("resumedNow", name));
        } catch (UnknownNameException e) {
            Form.refused(e.getMessage());
        }
    }
}
