/** What a colour says. Never alone: an icon or a word stands beside it. */
export type Tone = "good" | "warn" | "bad" | "info" | "sandbox" | "neutral";
