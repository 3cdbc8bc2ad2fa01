import { MOST_NEW_CONTACTS, NEW_CONTACTS, type Bridge, type CaseRules, type DeletePolicy } from "#core/bridge.ts";
import { hasHistory, historyOf } from "#core/history.ts";
import type { Session } from "#main/session.ts";
import { chooseBridge } from "../choose-bridge.ts";
import { textFlag, usage, type Given, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { historyIn, historyWords } from "../history-flag.ts";

type RuleChange = Parameters<Session["app"]["changeRules"]>[1];

/** Shows what a bridge does beyond its fields, or changes it. */
export const rules: Run = async ({ output, session }, given) => {
  const change = changeIn(given);
  const opened = await session();
  const chosen = await chooseBridge(opened, given);
  const bridge = Object.keys(change).length === 0 ? chosen : await opened.app.changeRules(chosen.id, change, "cli");
  output.document("bridge", { bridge });
  for (const [name, value] of rowsOf(bridge)) output.data(output.style.plain ? `${name}\t${value}` : `${name.padEnd(30)}${value}`);
  if (bridge !== chosen) output.note("What stands at the vendors follows with the next sweeps.");
  return exitCodes.done;
};

function changeIn(given: Given): RuleChange {
  const onDelete = textFlag(given, "onDelete");
  const assignee = textFlag(given, "assignee");
  const history = historyIn(given);
  const most = textFlag(given, "mostNewContacts");
  const names = { emailField: nameIn(given, "emailField"), alertAttribute: nameIn(given, "alertAttribute") };
  const switches = { tellsPrivate: yesOrNo(given, "private"), tellsDrills: yesOrNo(given, "drills"), takesNew: yesOrNo(given, "takeNew") };
  return {
    ...(onDelete !== undefined && { onDelete: onDelete as DeletePolicy }),
    ...(history !== undefined && { history }),
    ...(most !== undefined && { mostNewContacts: mostIn(most) }),
    ...(assignee !== undefined && { assignees: assigneeIn(assignee) }),
    ...Object.fromEntries(Object.entries({ ...switches, ...names }).filter(([, value]) => value !== undefined)),
  };
}

/** What takes a name away. */
const NONE = "none";

function nameIn(given: Given, name: string): string | null | undefined {
  const word = textFlag(given, name);
  return word === NONE ? null : word;
}

function mostIn(text: string): number {
  if (!/^\d{1,2}$/u.test(text) || Number(text) > MOST_NEW_CONTACTS)
    throw usage(`--most-new-contacts: ${JSON.stringify(text)} is not a number from 0 to 50`);
  return Number(text);
}

function yesOrNo(given: Given, name: string): boolean | undefined {
  const word = textFlag(given, name);
  return word === undefined ? undefined : word === "yes";
}

function assigneeIn(text: string): Readonly<Record<string, string | null>> {
  const [user = "", email = "", ...more] = text.split("=").map((part) => part.trim());
  if (user === "" || email === "" || more.length > 0)
    throw usage(`--assignee: ${JSON.stringify(text)} is not <HighLevel user id>=<e-mail>, or <user id>=none`);
  return { [user]: email === NONE ? null : email };
}

const words = (value: boolean | undefined): string => (value === true ? "yes" : "no");

function rowsOf(bridge: Bridge): readonly (readonly [string, string])[] {
  const { cases, entity, onDelete } = bridge;
  const history = hasHistory(entity) ? [["Records from before", historyWords(historyOf(bridge))] as const] : [];
  const most = entity === "new-contact" ? [["New contacts of one incident", String(cases?.mostNewContacts ?? NEW_CONTACTS)] as const] : [];
  return [["A delete on one side", deleteWords[onDelete]], ...history, ...(cases === null ? [] : caseRows(cases)), ...most];
}

const deleteWords: Readonly<Record<DeletePolicy, string>> = {
  unlink: "ends the link and leaves the other record",
  archive: "archives the other record",
  delete: "deletes the other record",
};

function caseRows({
  tellsPrivate,
  tellsDrills,
  takesNew,
  holdTag,
  emailField,
  alertAttribute,
  assignees = {},
}: CaseRules): readonly (readonly [string, string])[] {
  return [
    ["Private incidents are told", words(tellsPrivate)],
    ["Tests and tutorials count", words(tellsDrills)],
    ["New follow-ups become tasks", words(takesNew)],
    ["Marketing hold tag", holdTag ?? NONE],
    ["Field of e-mail addresses", emailField ?? NONE],
    ["Alert attribute", alertAttribute ?? NONE],
    ...Object.entries(assignees).map(([user, email]) => [`Assignee ${user}`, email] as const),
  ];
}
