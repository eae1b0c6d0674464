package io.sluice.admin;

import java.math.BigDecimal;

/**
 * A machine as an operator describes it, unchecked.
 *
 * @param role {@code ACTIVE} or {@code STANDBY}; null: {@code ACTIVE}
 * @param group null: {@code default}
 * @param standardHashrate hashes a second that it should bring; null: none is set
 * @param outOfService whether it is to stay without work; null: false
 */
public record MachineInput(String role, String group, BigDecimal standardHashrate, Boolean outOfService) {}
