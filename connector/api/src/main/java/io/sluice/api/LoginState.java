package io.sluice.api;

/** How a sub-account stands with its pool. */
public enum LoginState {
    /** The pool took the login and gives work. */
    ACCEPTED,
    /** The pool refused the login; its words are kept. */
    REFUSED,
    /** No answer yet, or the connection is being made again. */
    CONNECTING
}
