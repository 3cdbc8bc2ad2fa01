import type { Bridge, CaseRules } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { Sides } from "#engine/engine-ports.ts";
import { ensureAffectedField } from "#flows/affected-field.ts";
import { createCaseTags, createCaseTagSource } from "#flows/case-tags.ts";
import { createCaseTasks, createCaseTaskSource } from "#flows/case-tasks.ts";
import { createCases, type CaseParts } from "#flows/cases.ts";
import { boardSides, factSides, timelineSides, type CaseClients } from "./told-sides.ts";
import { workSides } from "./work-sides.ts";

/** Both sides of a bridge over cases. Throws `HW_CASES_NEED_CONTACTS` and vendor errors. */
export async function caseSides(clients: CaseClients, bridge: Bridge, rules: CaseRules): Promise<Sides> {
  const { highlevel, incident, parts } = clients;
  const affectedFieldId = rules.affectedFieldId ?? (await firstLook(clients, bridge));
  const { locationId, entity } = bridge;
  const known: CaseParts = { client: incident, clock: parts.ports.clock, locationId, rules: { ...rules, affectedFieldId } };
  const cases = createCases(known);
  switch (entity) {
    case "case-task":
      return { left: createCaseTasks(highlevel.tasks, bridge), right: createCaseTaskSource(cases, bridge) };
    case "timeline":
      return timelineSides(clients, bridge, cases);
    case "case-tags":
      return { left: createCaseTags(highlevel.contacts, bridge, rules.holdTag), right: createCaseTagSource(cases, bridge, rules.holdTag) };
    case "contact-facts":
      return factSides(clients, bridge, cases);
    case "follow-up":
    case "action":
      return workSides({ highlevel, incident, clock: known.clock }, bridge, known.rules);
    case "board":
      return boardSides(clients, bridge, cases);
    default:
      throw new HighwireError("HW_INVARIANT", { operation: "bridge", detail: `a bridge of ${entity} has no cases` });
  }
}

/** Finds or makes the field that names affected contacts and remembers it. */
async function firstLook({ parts, incident }: CaseClients, bridge: Bridge): Promise<string> {
  const affectedFieldId = await ensureAffectedField(incident, bridge.locationId);
  await parts.ports.store.changeBridge(bridge.workspaceId, bridge.id, (current) =>
    current.cases === null ? null : { ...current, cases: { ...current.cases, affectedFieldId } },
  );
  return affectedFieldId;
}
