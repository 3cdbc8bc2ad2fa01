import { expect, it } from "vitest";
import type { JournalRow, LinkRow } from "#core/ports/store.ts";
import { accountForEdits } from "./edit-accounts.ts";
import type { Evidence, Scene } from "./oracle.ts";
import { noteOutlived } from "./outlived-removals.ts";
import { noHistory, type PersonEdit, type Removal } from "./people.ts";
import type { Call, Claim } from "./universe.ts";

const life = { name: "the only process" };
const calm = { quirks: "plain", flows: false } as const;

/** A pair that was made at 0 and of which the website is told; everything happens to it. */
interface Happening {
  readonly edits?: readonly PersonEdit[];
  readonly removals?: readonly Removal[];
  readonly outlived?: readonly Removal[];
  readonly calls?: readonly Call[];
  readonly claims?: readonly number[];
  readonly journal?: readonly Partial<JournalRow>[];
  /** What the contact holds in the end. */
  readonly website?: string | null;
  readonly tags?: readonly string[];
  /** What the entry holds in the end. */
  readonly entryTags?: readonly string[];
  readonly linkedAt?: number | null;
  readonly gone?: readonly string[];
  readonly deleted?: boolean;
}

function account(happening: Happening): ReturnType<typeof accountForEdits> {
  const { website = null, tags = [], entryTags = [], linkedAt = 0, deleted = false } = happening;
  const link = { id: "link", leftId: "contact", rightId: "entry", linkedAt, left: { fields: { website } }, right: { fields: { website } } };
  const shownTags = { hw_tags: { array_value: entryTags.map((literal) => ({ literal })) } };
  const scene = {
    calls: happening.calls ?? [],
    claims: (happening.claims ?? []).map((at): Claim => ({ at, life, links: new Set(["link" as LinkRow["id"]]) })),
    highlevel: { control: { contacts: () => (deleted ? [] : [{ id: "contact", tags }]) } },
    incident: { control: { entries: () => [{ id: "entry", catalog_type_id: "type", attribute_values: shownTags }] } },
  } as unknown as Scene;
  const journal = (happening.journal ?? []).map((entry) => ({ linkId: "link", kind: "write", detail: {}, values: [], ...entry }));
  const evidence = { links: [link], conflicts: [], journal } as unknown as Evidence;
  const { edits = [], removals = [], outlived, gone } = happening;
  const history = { ...noHistory(), edits: [...edits], removals: [...removals], outlived: new Set(outlived), gone: new Set(gone) };
  return accountForEdits(scene, history, evidence, calm);
}

interface Incident {
  readonly reference: string;
  readonly category: string;
  /** Contacts. */
  readonly names: readonly string[];
}

/** Both vendors, as far as they tell who is on which incident. */
function sceneOf(incidents: readonly Incident[]): Parameters<typeof noteOutlived>[0] {
  const rows = incidents.map(({ reference, category, names }) => ({
    reference,
    visibility: "public",
    mode: "standard",
    incident_status: { category },
    custom_field_entries: [{ values: names.map((name) => ({ value_catalog_entry: { external_id: `location:${name}` } })) }],
  }));
  return { highlevel: { locationId: "location" }, incident: { control: { incidents: () => rows } } } as unknown as Scene;
}

const edit = (at: number, token: string | null, field = "website"): PersonEdit => ({ at, side: "highlevel", recordId: "contact", field, token });
const call = (at: number, method: string, path: string, body = ""): Call => ({
  at,
  life,
  method,
  path,
  body,
  endedAt: at + 40,
  ghost: false,
  status: 200,
  recordId: null,
  grant: "lost",
});
const read = (at: number): Call => call(at, "GET", "/contacts/contact");
const write = (at: number): Call => call(at, "PUT", "/contacts/contact", `{"website":"https://ours.example.com/"}`);
const vanished = ["M1 highlevel edit of website of contact vanished"];

it("M1 an edit is kept that stands in the end, reached the other side, or was replaced by its own side", () => {
  expect(account({ edits: [edit(5, "a")], website: "a" })).toEqual({ unaccounted: [], inWindow: 0 });
  const values = [{ field: "website", before: null, after: "a" }];
  expect(account({ edits: [edit(5, "a")], journal: [{ at: 9, side: "incident", values }] }).unaccounted).toEqual([]);
  expect(account({ edits: [edit(5, "a"), edit(6, "b")], website: "b" }).unaccounted).toEqual([]);
  expect(account({ edits: [edit(5, "a")] }).unaccounted).toEqual(vanished);
});

it("M1 a lost edit is excused only when it came after the read on which the write was decided", () => {
  const inWindow = { unaccounted: [], inWindow: 1 };
  expect(account({ edits: [edit(1_020, "a")], claims: [900], calls: [read(1_000), write(1_100)] })).toEqual(inWindow);
  expect(account({ edits: [edit(990, "a")], claims: [900], calls: [read(1_000), write(1_100)] }).unaccounted).toEqual(vanished);
  // An older read, of another turn, or by a list, decided nothing.
  expect(account({ edits: [edit(990, "a")], claims: [900], calls: [read(500), read(1_000), write(1_100)] }).unaccounted).toEqual(vanished);
  expect(account({ edits: [edit(990, "a")], claims: [400, 900], calls: [read(500), write(1_100)] }).unaccounted).toEqual(vanished);
  expect(account({ edits: [edit(990, "a")], claims: [900], calls: [call(920, "POST", "/contacts/search"), write(1_100)] }).unaccounted).toEqual(
    vanished,
  );
});

it("M1 until the pair is made any read may have been decided on, and after that none but its own", () => {
  const calls = [call(500, "POST", "/contacts/search"), write(1_100)];
  expect(account({ edits: [edit(990, "a")], claims: [400], calls, linkedAt: 1_200 })).toEqual({ unaccounted: [], inWindow: 1 });
  expect(account({ edits: [edit(990, "a")], claims: [400], calls, linkedAt: 1_000 }).unaccounted).toEqual(vanished);
});

it("M1 M4 a clearing counts as an edit, unless nothing had been agreed on, or nothing but emptiness", () => {
  const was = { at: 3, side: "incident", values: [{ field: "website", before: null, after: "old" }] } as const;
  const clearing = [edit(5, null)];
  expect(account({ edits: clearing, journal: [was], website: "old" }).unaccounted).toEqual(["M1 highlevel clearing of website of contact vanished"]);
  expect(account({ edits: clearing, journal: [was], website: "old", linkedAt: 6 }).unaccounted).toEqual([]);
  expect(account({ edits: clearing, website: "old" }).unaccounted).toEqual([]);
  const theirs = (at: number, token: string | null): PersonEdit => ({ at, side: "incident", recordId: "entry", field: "website", token });
  expect(account({ edits: [theirs(4, null), edit(5, null), theirs(9, "new")], journal: [was], website: "new" }).unaccounted).toEqual([]);
  expect(account({ edits: [theirs(3, null), theirs(4, "new"), edit(5, null)], journal: [was], website: "new" }).unaccounted).toHaveLength(1);
  expect(account({ edits: clearing, journal: [was], website: null }).unaccounted).toEqual([]);
});

it("M3 a tag that a person took away must not come back, and one that was added stays", () => {
  const removal: Removal = { ...edit(5, "vip"), field: "tags", token: "vip" };
  expect(account({ removals: [removal], tags: ["vip"] }).unaccounted).toEqual(["M3 vip came back to contact"]);
  expect(account({ removals: [removal], tags: ["other"] }).unaccounted).toEqual([]);
  expect(account({ removals: [removal], tags: ["vip"], linkedAt: 6 }).unaccounted).toEqual([]);
  expect(account({ edits: [edit(5, "vip", "tags")], tags: [] }).unaccounted).toEqual(["M1 highlevel edit of tags of contact vanished"]);
});

it("M3 a case's tag that a person took away stays away until the contact is on no case that gives it", () => {
  const taken = (token: string): Removal => ({ ...edit(5, token), field: "tags", token });
  const [hold, naming, own] = [taken("marketing-hold"), taken("incident-inc-6"), taken("vip")];
  const history = { ...noHistory(), removals: [hold, naming, own] };
  const outlivedBy = (...incidents: readonly Incident[]): readonly string[] => {
    noteOutlived(sceneOf(incidents), history);
    return [...history.outlived].map(({ token }) => token);
  };
  const six = { reference: "INC-6", category: "live", names: ["contact"] };
  expect(outlivedBy(six)).toEqual([]);
  // Another case of the contact gives the hold, too, and does not bring it back.
  const seven = { ...six, reference: "INC-7" };
  expect(outlivedBy(six, seven)).toEqual([]);
  expect(outlivedBy({ ...six, names: ["other"] }, seven)).toEqual(["incident-inc-6"]);
  expect(outlivedBy({ ...six, category: "closed" }, { ...seven, names: [] })).toEqual(["incident-inc-6", "marketing-hold"]);
  // What was noted once holds for that removal alone.
  expect(outlivedBy(six, seven)).toEqual(["incident-inc-6", "marketing-hold"]);
  const tags = ["marketing-hold", "vip"];
  expect(account({ removals: [hold, own], outlived: [...history.outlived], tags }).unaccounted).toEqual(["M3 vip came back to contact"]);
  const again = taken("marketing-hold");
  expect(account({ removals: [hold, again], outlived: [...history.outlived], tags }).unaccounted).toEqual(["M3 marketing-hold came back to contact"]);
});

it("M3 a tag that a person took off an entry must not come back, unless our write was under way or had not been seen there", () => {
  const removal: Removal = { at: 1_020, side: "incident", recordId: "entry", field: "tags", token: "vip" };
  const back = { removals: [removal], entryTags: ["vip"] };
  expect(account(back).unaccounted).toEqual(["M3 vip came back to entry"]);
  expect(account({ ...back, entryTags: [] }).unaccounted).toEqual([]);
  expect(account({ ...back, gone: ["contact"] }).unaccounted).toEqual([]);
  const told = (at: number): Call => call(at, "PUT", "/v3/catalog_entries/entry", `{"hw_tags":{"array_value":[{"literal":"vip"}]}}`);
  const row = { at: 950, side: "incident", values: [{ field: "tags", before: [], after: ["vip"] }] } as const;
  const look = call(1_000, "GET", "/v3/catalog_entries/entry");
  expect(account({ ...back, journal: [row], claims: [900], calls: [told(940), look, told(1_100)] })).toEqual({ unaccounted: [], inWindow: 1 });
  expect(account({ ...back, journal: [row], claims: [900], calls: [told(940)] }).unaccounted).toHaveLength(1);
  expect(account({ ...back, journal: [{ ...row, at: 1_500, detail: { outcome: "not-seen" } }], calls: [told(940)] }).unaccounted).toEqual([]);
});

it("M3 a tag that a person put on an entry stays, also when the contact's tags are taken one by one", () => {
  const added: PersonEdit = { at: 5, side: "incident", recordId: "entry", field: "tags", token: "told" };
  expect(account({ edits: [added], entryTags: ["told"] }).unaccounted).toEqual([]);
  expect(account({ edits: [added] }).unaccounted).toEqual(["M1 incident edit of tags of entry vanished"]);
});

it("D3 a record that we deleted takes along only what the other side had", () => {
  const values = [{ field: "website", before: null, after: "a" }];
  const gone = ["entry"];
  expect(account({ edits: [edit(5, "a")], website: "a", gone, deleted: true }).unaccounted).toEqual(vanished);
  expect(account({ edits: [edit(5, "a")], gone, deleted: true, journal: [{ at: 9, side: "incident", values }] }).unaccounted).toEqual([]);
  expect(account({ edits: [edit(5, "a")], gone: ["contact"], deleted: true }).unaccounted).toEqual([]);
  const deletion = [read(1_000), call(1_100, "DELETE", "/contacts/contact")];
  expect(account({ edits: [edit(1_020, "a")], gone, deleted: true, claims: [900], calls: deletion })).toEqual({ unaccounted: [], inWindow: 1 });
  expect(account({ edits: [edit(990, "a")], gone, deleted: true, claims: [900], calls: deletion }).unaccounted).toEqual(vanished);
});
