package io.sluice.bench.farm;

import java.util.List;
import java.util.Optional;

/**
 * One way for machines to work: straight at the pool, or through Sluice.
 *
 * @param connectSeconds until each machine had its first job, all having begun at once
 * @param cold the first shares of all, while code is still compiled
 * @param fanOut of clean jobs
 * @param loads at the rates that are of interest
 * @param highest the highest rate tried that held, and what it cost; empty where none was tried
 */
record Side(double connectSeconds, Load cold, FanOut fanOut, List<Load> loads, Optional<Load> highest) {}
