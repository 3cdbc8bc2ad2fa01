/** Where pages mend what the doctor finds. */
export const checkupPages = ["connections", "flows", "failures", "conflicts"] as const;
export type CheckupPage = (typeof checkupPages)[number];

/** One thing that the doctor looked at: what it says, and what mends it. */
export interface Checkup {
  readonly name: string;
  readonly state: "ok" | "warn" | "fail";
  readonly says: string;
  /** The command or act that mends it; null when nothing is to be done. */
  readonly fix: string | null;
  /** The page on which the same can be done; null where there is none. */
  readonly page: CheckupPage | null;
}
