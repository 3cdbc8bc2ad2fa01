import { MOST_NEW_CONTACTS, wantsPlan, type Bridge } from "#core/bridge.ts";
import type { ConfigBridge, ConfigConnection, ConfigDocument, ConfigField, ConfigPath, ConfigProblem } from "#core/config/config-document.ts";
import { isSameBridge } from "#core/config/config-changes.ts";
import { entityWords } from "#core/entity-words.ts";
import { hasHistory } from "#core/history.ts";
import { holdTagOf } from "#core/hold-tag.ts";
import type { ConnectionId } from "#core/ids.ts";
import type { Connection } from "#core/ports/store.ts";
import { asKept } from "#core/mapping/remap.ts";
import { canonicalise } from "#core/record/canonicalise.ts";
import { canonicalJson } from "#lib/json.ts";
import { fieldProblems } from "./check-fields.ts";
import { fieldConfig } from "./config-of.ts";
import { vendorName } from "#core/vendor-name.ts";

/** What a file is held against. */
export interface ConfigSurroundings {
  readonly connections: readonly Connection[];
  readonly bridges: readonly Bridge[];
  /** How a bridge of this kind begins: what may stand in it is read from there. */
  readonly begins: (bridge: ConfigBridge) => Bridge;
}

/** A file that fits this workspace: its connections are named by the ids that they have here, and its fields are told as a mapping keeps them. */
export interface FittedConfig {
  readonly document: ConfigDocument;
  readonly problems: readonly ConfigProblem[];
}

/** Finds each account of the file here, and everything that could not be carried out. Nothing is to be applied while there is a problem. */
export function fitConfig(file: ConfigDocument, around: ConfigSurroundings): FittedConfig {
  const problems: ConfigProblem[] = [];
  const report = (path: ConfigPath, says: string): void => void problems.push({ path, says });
  const ids = new Map<string, ConnectionId>();
  const connections = file.connections.map((wanted, index) => {
    const found = findConnection(wanted, around.connections);
    if (typeof found === "string") report(["connections", index], found);
    else if ([...ids.values()].includes(found.id)) report(["connections", index], `the account of ${wanted.name} stands in the file twice`);
    else if (ids.has(wanted.id)) report(["connections", index, "id"], "another connection of the file has this id");
    else ids.set(wanted.id, found.id);
    return { ...wanted, id: ids.get(wanted.id) ?? wanted.id, ...(typeof found !== "string" && { account: accountOf(found) }) };
  });
  const hereId = (path: ConfigPath, id: string, vendor: Connection["vendor"]): string => {
    if (file.connections.every((one) => one.id !== id || one.vendor !== vendor))
      report(path, `no ${vendorName(vendor)} connection of the file has this id`);
    return ids.get(id) ?? id;
  };
  const bridges = file.bridges.map((wanted, index) => ({
    ...wanted,
    highlevel: hereId(["bridges", index, "highlevel"], wanted.highlevel, "highlevel"),
    incident: hereId(["bridges", index, "incident"], wanted.incident, "incident"),
    fields: wanted.fields.map((row) => ({ ...row, transforms: asKept(row.transforms) })),
  }));
  bridges.forEach((wanted, index) => {
    const path = ["bridges", index];
    if (bridges.slice(0, index).some((other) => isSameBridge(other, wanted)))
      report(path, `these two accounts are joined for ${entityWords[wanted.kind]} above already`);
    // What a bridge may hold depends on its accounts, so it is asked once they are known.
    else if (problems.length === 0) problems.push(...bridgeProblems(path, wanted, around));
  });
  return { document: { ...file, connections, bridges }, problems };
}

const accountOf = ({ vendor, account }: Connection): string | null => (vendor === "highlevel" ? account : null);

/** The account here that the file means: by id, else by location id, else by the key's name. A text says why there is none. */
function findConnection(wanted: ConfigConnection, known: readonly Connection[]): Connection | string {
  const sameVendor = known.filter(({ vendor }) => vendor === wanted.vendor);
  const byId = sameVendor.find(({ id }) => id === wanted.id);
  if (byId !== undefined && (wanted.account === null || byId.account === wanted.account)) return byId;
  const fitting =
    wanted.account === null ? sameVendor.filter(({ name }) => name === wanted.name) : sameVendor.filter(({ account }) => account === wanted.account);
  const [only, ...others] = fitting;
  if (only === undefined) return `${wanted.name} is not connected here; connect it first: highwire connect ${wanted.vendor}`;
  return others.length === 0 ? only : `${String(fitting.length)} connections here fit ${wanted.name}; name one by its id of this installation`;
}

function bridgeProblems(path: ConfigPath, wanted: ConfigBridge, around: ConfigSurroundings): readonly ConfigProblem[] {
  const twins = around.bridges.filter(({ entity, left, right }) => entity === wanted.kind && left === wanted.highlevel && right === wanted.incident);
  if (twins.length > 1)
    return [{ path, says: `two bridges here join these accounts for ${entityWords[wanted.kind]}; a file cannot tell them apart` }];
  const fresh = around.begins(wanted);
  const known = twins[0] ?? fresh;
  return [
    ...fieldProblems([...path, "fields"], wanted, { known: known.fields, fresh: fresh.fields }),
    ...ruleProblems(path, wanted, known),
    ...(twins[0] !== undefined && needsPlan(twins[0], wanted) ? [{ path: [...path, "fields"], says: planFirst }] : []),
  ];
}

const planFirst =
  "fields of a flow that writes are changed on its mapping page, with a plan; or let the file set mode: shadow, plan, and go live from there";

/** What a field does is written as soon as a record is looked at, so people see a plan first (S4); its label, its mask and who wins change no record. */
function needsPlan(known: Bridge, wanted: ConfigBridge): boolean {
  const deeds = (rows: readonly ConfigField[]): string =>
    canonicalJson(
      rows.map(({ label: _label, personal: _personal, wins: _wins, ...deed }) => deed).toSorted((one, other) => (one.field < other.field ? -1 : 1)),
    );
  return wantsPlan(wanted.mode) && deeds(known.fields.map(fieldConfig)) !== deeds(wanted.fields);
}

const holdTagIn = (tag: string | null): string | null => (tag === null ? null : holdTagOf(tag));

function ruleProblems(path: ConfigPath, wanted: ConfigBridge, known: Bridge): readonly ConfigProblem[] {
  const { incidents, kind } = wanted;
  const words = entityWords[kind];
  const found: ConfigProblem[] = [];
  const refuse = (key: string, is: boolean, says: string): void => void (is && found.push({ path: [...path, key], says }));
  refuse("match", kind !== "contact" && wanted.match.length > 0, `${words} are not matched by e-mail or phone`);
  refuse("history", !hasHistory(kind) && wanted.history !== "all", `${words} that are there already always come over: say all`);
  refuse(
    "incidents",
    (incidents === null) !== (known.cases === null),
    `${words} ${known.cases === null ? "have no rules for incidents" : "need them"}`,
  );
  if (incidents === null || known.cases === null) return found;
  const rule = (key: string, is: boolean, says: string): void => refuse("incidents", is, `${key}: ${says}`);
  rule("holdTag", incidents.holdTag !== null && kind !== "case-tags", "only case-tags put tags on contacts");
  rule("holdTag", incidents.holdTag !== holdTagIn(incidents.holdTag), "HighLevel keeps tags in lower case, without spaces around them");
  rule("linkField", incidents.linkField !== null && kind !== "board", "only boards keep a link in a field");
  rule("mostNewContacts", incidents.mostNewContacts > MOST_NEW_CONTACTS, `at most ${String(MOST_NEW_CONTACTS)}`);
  for (const [user, email] of Object.entries(incidents.assignees)) {
    const same = canonicalise("email", email, { defaultCountry: wanted.country });
    rule("assignees", same !== email || !email.includes("@"), `the address of ${user} is no e-mail address in lower case`);
  }
  return found;
}
