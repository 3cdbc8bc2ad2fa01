/**
 * 30 seconds, in milliseconds: as long as a vendor may carry out a call whose sender has died or given up. Until then nobody makes again what only its
 * own last line would tell from a second one.
 */
export const HELD_MS = 30_000;
