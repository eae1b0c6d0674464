package io.sluice.web;

import java.io.Serializable;

/** Who is logged in to the console. */
record Caller(String name, String role) implements Serializable {}
