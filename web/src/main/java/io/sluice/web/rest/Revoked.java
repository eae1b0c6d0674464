package io.sluice.web.rest;

/** The answer to a DELETE of a token or a link, as a sentence. */
public record Revoked(String detail) {}
