import { HighwireError } from "#core/errors.ts";
import type { ConflictId } from "#core/ids.ts";
import { fieldLabels } from "#core/mapping/field-label.ts";
import type { ConflictRow, Resolution } from "#core/ports/store.ts";
import { counted } from "#lib/counted.ts";
import { isUuid } from "#lib/is-uuid.ts";
import type { CanonicalValue } from "#core/record/canonical.ts";
import type { Session } from "#main/session.ts";
import { conflictWords, linkTitle } from "../link-words.ts";
import { neededArg, numberFlag, textFlag, usage, type Given, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { oneLine } from "../output.ts";
import { localTime } from "../time-words.ts";

export const list: Run = async ({ output, session }, given) => {
  const opened = await session();
  const conflicts = await opened.ports.store.conflicts(opened.workspaceId, {
    state: "open",
    limit: numberFlag(given, "limit", "--limit", 50, [1, 10_000]),
  });
  output.document("conflicts", { conflicts });
  if (conflicts.length === 0) {
    output.note("No conflict waits for you.");
    return exitCodes.done;
  }
  const label = fieldLabels(await opened.ports.store.bridges(opened.workspaceId));
  const rows = await Promise.all(
    conflicts.map(async (conflict) => [
      conflict.id,
      await titleFor(opened, conflict),
      label(conflict.bridgeId, conflict.field),
      valueText(conflict.left),
      valueText(conflict.right),
      conflictWords[conflict.kind],
    ]),
  );
  output.table(["ID", "CONTACT", "FIELD", "HIGHLEVEL", "INCIDENT.IO", "WHY"], rows);
  output.note("Settle one with: highwire conflicts resolve <id> --keep highlevel|incident");
  return exitCodes.needsPerson;
};

export const show: Run = async ({ output, session }, given) => {
  const opened = await session();
  const conflict = await conflictOf(opened, neededArg(given, 0, "<id>"));
  output.document("conflict", { conflict });
  const label = fieldLabels(await opened.ports.store.bridges(opened.workspaceId));
  const lines = [
    ["Contact", await titleFor(opened, conflict)],
    ["Field", label(conflict.bridgeId, conflict.field)],
    ["Why", conflictWords[conflict.kind]],
    ["HighLevel", valueText(conflict.left)],
    ["incident.io", valueText(conflict.right)],
    ["Opened", localTime(conflict.openedAt)],
    ["State", conflict.resolution === null ? conflict.state : `settled: ${conflict.resolution.choose}`],
    ...(conflict.candidates.length > 0 ? [["Candidates", conflict.candidates.join(", ")]] : []),
  ] as const;
  for (const [name, value] of lines) output.data(output.style.plain ? `${name}\t${value}` : `${name.padEnd(12)}${value}`);
  return exitCodes.done;
};

export const resolve: Run = async ({ output, session }, given) => {
  const id = neededArg(given, 0, "<id>");
  const chosen = chosenAnswer(given);
  const opened = await session();
  const conflict = await conflictOf(opened, id);
  if (given.flags["group"] === true) {
    const { bridgeId, kind, field } = conflict;
    const group = await opened.app.desk.settle({ which: { group: { bridgeId, kind, field } }, resolution: chosen, graceMs: 0 }, "cli");
    output.document("settled", { settled: group.settled, refused: group.refused, left: group.left });
    output.data(`Settled ${counted(group.settled.length, "conflict")}; they are carried out as soon as a worker comes to them.`);
    if (group.left > 0) output.note(`${String(group.left)} more wait; the same command goes on with them.`);
    return exitCodes.done;
  }
  const settled = await opened.app.resolveConflict(conflict.id, chosen, "cli");
  output.document("conflict", { conflict: settled });
  output.data("Settled; it is carried out as soon as a worker comes to it.");
  return exitCodes.done;
};

/** Exactly one of the four ways to answer. Throws `HW_USAGE`. */
function chosenAnswer(given: Given): Resolution {
  const [keep, value, link, answer] = ["keep", "value", "link", "answer"].map((name) => textFlag(given, name));
  const answers: readonly (Resolution | null)[] = [
    keep === undefined ? null : { choose: keep === "highlevel" ? "left" : keep === "incident" ? "right" : "both" },
    value === undefined ? null : { choose: "value", value },
    link === undefined ? null : { choose: "candidate", recordId: link },
    answer === undefined ? null : { choose: answer as "keep" | "delete" | "unlink" | "unfreeze" },
  ];
  const [only, ...others] = answers.filter((one) => one !== null);
  if (only === undefined || others.length > 0) throw usage("give exactly one of --keep, --value, --link, --answer");
  return only;
}

async function conflictOf(session: Session, id: string): Promise<ConflictRow> {
  const conflict = isUuid(id) ? await session.ports.store.conflict(session.workspaceId, id as ConflictId) : null;
  if (conflict === null)
    throw new HighwireError("HW_REQUEST_NOT_FOUND", {
      detail: `no conflict has the id ${JSON.stringify(id)}; \`highwire conflicts list\` shows them`,
    });
  return conflict;
}

async function titleFor(session: Session, conflict: ConflictRow): Promise<string> {
  const link = await session.ports.store.link(session.workspaceId, conflict.linkId);
  return link === null ? conflict.linkId : linkTitle(link);
}

function valueText(value: CanonicalValue): string {
  if (value === null) return "(empty)";
  return oneLine(typeof value === "object" ? value.join(", ") || "(empty)" : String(value));
}
