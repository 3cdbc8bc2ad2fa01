import type { Bridge, CaseRules } from "#core/bridge.ts";
import type { Sides } from "#engine/engine-ports.ts";
import { Assignees } from "#flows/assignees.ts";
import { createCases, type CaseParts, type Cases } from "#flows/cases.ts";
import { createFollowUps } from "#flows/follow-ups.ts";
import { createFollowedTasks } from "#flows/followed-tasks.ts";
import { createIncidents } from "#flows/incidents.ts";
import { createNewWork } from "#flows/new-work.ts";
import { actionItems, followUpItems } from "#flows/work-items.ts";
import type { HighLevelClient } from "#vendors/highlevel/client.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";

interface WorkClients {
  readonly highlevel: HighLevelClient;
  readonly incident: IncidentClient;
}

/**
 * Both sides of a bridge between tasks of affected contacts and follow-ups or actions. Tasks flow to private incidents too, so all cases are looked
 * at; what may become a task, and what may flow back, goes by the rules (P1).
 */
export function workSides({ highlevel, incident }: WorkClients, bridge: Bridge, rules: CaseRules, known: Omit<CaseParts, "incidents">): Sides {
  const { clock } = known;
  const casesBy = (told: CaseRules): Cases => createCases({ ...known, incidents: createIncidents(incident, told) });
  const items = bridge.entity === "action" ? actionItems(incident) : followUpItems(incident);
  const assignees = new Assignees({ highlevel, incident, clock, table: rules.assignees ?? {} });
  const newWork = createNewWork(items, casesBy(rules), rules.takesNew === true);
  const shared = { assignees, newWork, mapping: bridge };
  const cases = casesBy({ ...rules, tellsPrivate: true });
  return {
    left: createFollowedTasks({ ...shared, tasks: highlevel.tasks, cases, tellsPrivate: rules.tellsPrivate, clock, kind: items.kind }),
    right: createFollowUps({ ...shared, items, tellsDrills: rules.tellsDrills }),
  };
}
