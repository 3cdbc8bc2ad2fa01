import type { Side } from "./record/canonical.ts";

/** The vendor's name, for people. */
export const vendorName = (side: Side): string => (side === "highlevel" ? "HighLevel" : "incident.io");
