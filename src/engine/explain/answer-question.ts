import type { Bridge } from "#core/bridge.ts";
import { isErrorCode, registry } from "#core/error-registry.ts";
import { HighwireError } from "#core/errors.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { LinkRow, Store } from "#core/ports/store.ts";
import { linkStatusOf } from "#core/record/link-status.ts";
import { canonicalise } from "#core/record/canonicalise.ts";
import { shownTitleIn } from "#core/record/title.ts";
import type { LinkStatus } from "#core/ports/store-queries.ts";
import { vendorName } from "#core/vendor-name.ts";
import { isUuid } from "#lib/is-uuid.ts";
import type { Explanation } from "../application.ts";
import type { EnginePorts } from "../engine-ports.ts";
import { matchKeyHashes } from "../match-keys.ts";
import { readSweepState } from "../sweep/sweep-state.ts";
import { explainLink } from "./explain-link.ts";

/** Why a contact is or is not in step, in plain words. */
export interface Answer {
  /** One sentence. */
  readonly verdict: string;
  /** What bears on it, the most telling first. */
  readonly reasons: readonly string[];
  /** The contact that is meant; null when none is known, or when several may be. */
  readonly contact: LinkRow | null;
  readonly explanation: Explanation | null;
  /** Others that the question may mean. */
  readonly others: readonly LinkRow[];
}

/** Contacts that a question may mean, at most. */
const MOST = 20;
/** Steps of a contact's history that an answer tells. */
const STEPS = 3;

/** Answers "why isn't … synced?" about a contact: by e-mail, phone, id, web address or name. Throws `HW_REQUEST_INVALID` for an empty question. */
export async function answerQuestion(ports: EnginePorts, workspaceId: WorkspaceId, question: string): Promise<Answer> {
  const { store } = ports;
  const asked = question.trim();
  if (asked === "")
    throw new HighwireError("HW_REQUEST_INVALID", { field: "q", detail: "give an e-mail, a phone number, an id, a web address or a name" });
  const bridges = (await store.bridges(workspaceId)).filter(({ entity }) => entity === "contact");
  if (bridges.length === 0) return none("No flow keeps contacts in step yet.", ["Set one up, and its contacts are looked at from then on."]);
  const found = await contactsMeant(store, workspaceId, bridges, asked);
  const [first] = found;
  if (first === undefined) return unknown(ports, bridges, asked);
  if (found.length > 1) {
    return { ...none(`${String(found.length)} contacts fit this. Choose the one you mean.`, []), others: found };
  }
  return aboutOne(ports, bridges, first);
}

const none = (verdict: string, reasons: readonly string[]): Answer => ({ verdict, reasons, contact: null, explanation: null, others: [] });

async function contactsMeant(store: Store, workspaceId: WorkspaceId, bridges: readonly Bridge[], asked: string): Promise<readonly LinkRow[]> {
  const own = (link: LinkRow | null): readonly LinkRow[] => (link !== null && bridges.some(({ id }) => id === link.bridgeId) ? [link] : []);
  for (const id of idsIn(asked)) {
    const places = bridges.flatMap((bridge) => (["highlevel", "incident"] as const).map((side) => ({ bridge, side })));
    const found = [
      ...(isUuid(id) ? [await store.link(workspaceId, id as LinkRow["id"])] : []),
      ...(await Promise.all(places.map(({ bridge, side }) => store.linkOf(workspaceId, bridge.id, side, id)))),
    ].flatMap(own);
    if (found.length > 0) return found.slice(0, 1);
  }
  if (/^https?:/iu.test(asked)) return [];
  const { links } = await store.listLinks({ workspaceId, bridgeIds: bridges.map(({ id }) => id), search: asked, sort: "name", limit: MOST });
  const exact = links.filter((link) => isExactly(link, asked));
  return exact.length > 0 ? exact : links;
}

/** The question itself, or the parts of a web address from its end: contacts' pages end with the contact's id. */
function idsIn(asked: string): readonly string[] {
  if (!/^https?:/iu.test(asked)) return [asked];
  const path = URL.canParse(asked) ? new URL(asked).pathname : asked;
  return path
    .split("/")
    .filter((part) => part.length >= 6)
    .toReversed();
}

function isExactly({ left, right }: LinkRow, asked: string): boolean {
  const email = asked.toLowerCase();
  return [left, right].some((seen) => seen !== null && (seen.fields["email"] === email || seen.fields["fullName"] === asked));
}

async function aboutOne(ports: EnginePorts, bridges: readonly Bridge[], link: LinkRow): Promise<Answer> {
  const explanation = await explainLink(ports.store, link);
  const bridge = bridges.find(({ id }) => id === link.bridgeId);
  const name = shownTitleIn(link.left?.fields ?? {}) ?? shownTitleIn(link.right?.fields ?? {}) ?? "This contact";
  const reasons = [
    ...codeReason(link),
    ...(bridge === undefined ? [] : bridgeReasons(bridge)),
    explanation.headline,
    ...explanation.steps.slice(1, STEPS).map(({ sentence }) => sentence),
  ];
  return {
    verdict: `${name} ${verdicts[linkStatusOf(link)]}`,
    reasons: [...new Set(reasons)],
    contact: link,
    explanation,
    others: [],
  };
}

const verdicts: Readonly<Record<LinkStatus, string>> = {
  "in-sync": "is in step: both sides hold what was last agreed.",
  waiting: "is waiting for its turn; nothing is wrong.",
  conflict: "waits for a person to choose a value; its other fields go on.",
  failing: "could not be written.",
  excluded: "is left out on purpose.",
  paused: "is paused: a person chose to leave it alone for now.",
  ended: "is no longer linked.",
};

function codeReason({ because }: LinkRow): readonly string[] {
  if (!isErrorCode(because)) return [];
  const { title, cause, fix } = registry[because];
  return [`${title}. ${cause} ${fix}`];
}

function bridgeReasons({ name, mode, brake }: Bridge): readonly string[] {
  const words: Readonly<Record<Bridge["mode"], readonly string[]>> = {
    live: [],
    canary: [`The flow "${name}" writes its first ten records and then waits for a person.`],
    draft: [`The flow "${name}" is a draft, so it does not run yet.`],
    shadow: [`The flow "${name}" only shows what it would write.`],
    paused: [`The flow "${name}" is paused.`],
  };
  return [...words[mode], ...(brake === null ? [] : [`The flow "${name}" was stopped because too many records were to be deleted at once.`])];
}

/** Nobody is known by that: says what was looked through, and how fresh that is. */
async function unknown(ports: EnginePorts, bridges: readonly Bridge[], asked: string): Promise<Answer> {
  if (await isErased(ports, bridges, asked)) {
    return none("This person was erased here.", ["Somebody asked for it, so nothing of theirs is kept here, and they are not brought in again."]);
  }
  const looked = await Promise.all(bridges.map((bridge) => lookedThrough(ports, bridge)));
  return none("No contact that fits this has been seen on either side.", [
    ...bridges.flatMap(bridgeReasons),
    ...looked,
    "Check the spelling, and that the record is in a connected account. A new record is taken in as soon as its event arrives, or with the next sweep.",
  ]);
}

async function isErased({ store }: EnginePorts, bridges: readonly Bridge[], asked: string): Promise<boolean> {
  for (const bridge of bridges) {
    const fields = { email: canonicalise("email", asked, bridge), phone: canonicalise("phone", asked, bridge) };
    const hashes = matchKeyHashes({ fields, counterpartId: null }, await store.fingerprinter(bridge.workspaceId));
    for (const side of ["highlevel", "incident"] as const) {
      const links = await store.linksByKeys(bridge.workspaceId, bridge.id, side, hashes);
      if (links.some(({ because }) => because === "HW_LINK_ERASED")) return true;
    }
  }
  return false;
}

async function lookedThrough({ store, clock }: EnginePorts, bridge: Bridge): Promise<string> {
  const told = await Promise.all(
    (["highlevel", "incident"] as const).map(async (side) => {
      const { completedAt } = await readSweepState(store, bridge, side);
      if (completedAt === null) return `${vendorName(side)} has not been read in full yet`;
      const minutes = Math.round((clock.now() - completedAt) / 60_000);
      return `${vendorName(side)} was last read in full ${minutes < 1 ? "less than a minute" : `${String(minutes)} min`} ago`;
    }),
  );
  return `${told.join(", ")}.`;
}
