import { bothShow, connection } from "../expectations.ts";
import type { Scenario } from "../scenario.ts";
import { connectAgain, contact, edit, faults, highlevelQuirks, load, oauth, settle } from "../steps.ts";

const LEFT = "https://left.example.com/";
const linkedAda = [contact("ada"), load, settle] as const;
const work = [edit("highlevel", "ada", "website", LEFT), settle] as const;
const REUSE_ENDS_ALL = highlevelQuirks({ reuseEndsFamily: true });

/** The new pair was lost with the process and the vendor gives no second one: offering the old token once is how that is found out. */
const FOUND_OUT = /^X8 a used refresh token was offered again, 1 times$/u;

/** OAuth tokens that run out. */
export const tokens: readonly Scenario[] = [
  {
    name: "token-runs-out-soon",
    arrange: [...linkedAda, REUSE_ENDS_ALL, oauth(30_000)],
    act: work,
    end: [bothShow("ada", "website", LEFT), connection("highlevel", null)],
  },
  {
    name: "token-has-run-out",
    arrange: [...linkedAda, REUSE_ENDS_ALL, oauth(-3_600_000)],
    act: work,
    end: [bothShow("ada", "website", LEFT), connection("highlevel", null)],
  },
  {
    name: "token-refused-before-its-time",
    arrange: [...linkedAda, REUSE_ENDS_ALL, oauth(3_600_000), faults("highlevel", { fault: { kind: "401" }, times: 1 })],
    act: work,
    end: [bothShow("ada", "website", LEFT), connection("highlevel", null)],
  },
  {
    name: "refresh-answer-lost",
    arrange: [
      ...linkedAda,
      REUSE_ENDS_ALL,
      oauth(30_000),
      faults("highlevel", { fault: { kind: "timeout-after" }, match: { operation: "POST /oauth/token" }, times: 1 }),
    ],
    act: work,
    end: [bothShow("ada", "website", LEFT), connection("highlevel", null)],
  },
  {
    name: "refresh-fails-for-a-while",
    arrange: [
      ...linkedAda,
      REUSE_ENDS_ALL,
      oauth(-60_000),
      faults("highlevel", { fault: { kind: "500-before" }, match: { operation: "POST /oauth/token" }, times: 2 }),
    ],
    act: work,
    end: [bothShow("ada", "website", LEFT), connection("highlevel", null)],
  },
  {
    name: "refresh-without-grace",
    arrange: [...linkedAda, highlevelQuirks({ reuseEndsFamily: true, refreshGrace: false }), oauth(30_000)],
    act: [...work, connectAgain, settle],
    meant: FOUND_OUT,
    end: [bothShow("ada", "website", LEFT), connection("highlevel", null)],
  },
  {
    name: "refresh-after-a-long-outage",
    arrange: [...linkedAda, REUSE_ENDS_ALL, oauth(30_000)],
    act: [...work, connectAgain, settle],
    downMs: 120_000,
    meant: FOUND_OUT,
    end: [bothShow("ada", "website", LEFT), connection("highlevel", null)],
  },
];
