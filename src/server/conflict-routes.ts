import type { FastifyInstance } from "fastify";
import {
  alwaysRequest,
  conflictCauses,
  conflictStory,
  inboxPage,
  inboxQuery,
  noteRequest,
  reopenedView,
  reopenRequest,
  settledView,
  settleRequest,
  type SettleRequest,
} from "#contract/conflicts.ts";
import { needsYouView } from "#contract/needs-you.ts";
import { HighwireError } from "#core/errors.ts";
import type { BridgeId, ConflictId } from "#core/ids.ts";
import { fieldLabels } from "#core/mapping/field-label.ts";
import type { ConflictGroup } from "#core/ports/conflict-desk.ts";
import type { Resolution } from "#core/ports/store.ts";
import type { Application } from "#engine/application.ts";
import type { Settling } from "#engine/settle-conflicts.ts";
import { toConflictStory, toInboxItem, toNeedsYou } from "./conflict-views.ts";
import { whoIn } from "./caller.ts";
import { checked } from "./problem.ts";

/** Milliseconds in which a person may take an answer back. */
const GRACE_MS = 10_000;

/** Conflicts as people settle them, and all else that waits for a person. */
export async function conflictRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  const { store, workspaceId, desk } = app;
  server.get("/needs-you", async () => needsYouView.parse({ items: (await desk.needsYou()).map(toNeedsYou) }));
  server.get("/conflicts/causes", async () =>
    conflictCauses.parse({
      causes: (await desk.causes()).map(({ bridgeId, kind, field, open, since, flow, label }) => ({
        flow: bridgeId,
        kind,
        field,
        flowName: flow,
        label,
        open,
        since,
      })),
    }),
  );
  server.get("/conflicts/inbox", async (request) => {
    const { flow, kind, field, limit } = checked(inboxQuery, request.query);
    const rows = await store.conflicts(workspaceId, {
      state: "open",
      unanswered: true,
      limit,
      ...(flow !== undefined && { bridgeId: flow as BridgeId }),
      ...(kind !== undefined && { kind }),
      ...(field !== undefined && { field }),
    });
    const label = fieldLabels(await store.bridges(workspaceId));
    const items = await Promise.all(rows.map(async (row) => toInboxItem(row, await store.link(workspaceId, row.linkId), label)));
    return inboxPage.parse({ items });
  });
  server.get<{ Params: { id: string } }>("/conflicts/:id", async (request) => storyOf(app, request.params.id));
  server.post("/conflicts/settle", async (request) =>
    settledView.parse(await desk.settle({ ...toSettling(checked(settleRequest, request.body)), graceMs: GRACE_MS }, whoIn(request))),
  );
  server.post("/conflicts/always", async (request) => {
    const { group, choose } = checked(alwaysRequest, request.body);
    const which = { group: toGroup(group) };
    return settledView.parse(await desk.settle({ which, resolution: { choose }, always: true, graceMs: GRACE_MS }, whoIn(request)));
  });
  server.post("/conflicts/reopen", async (request) => {
    const ids = checked(reopenRequest, request.body).ids as readonly string[] as readonly ConflictId[];
    return reopenedView.parse({ reopened: await desk.reopen(ids, whoIn(request)) });
  });
  server.post<{ Params: { id: string } }>("/conflicts/:id/note", async (request) => {
    await desk.note(request.params.id as ConflictId, checked(noteRequest, request.body));
    return storyOf(app, request.params.id);
  });
}

async function storyOf({ desk }: Application, id: string): Promise<unknown> {
  return conflictStory.parse(toConflictStory(await desk.conflict(id as ConflictId)));
}

const toGroup = ({ flow, kind, field }: NonNullable<SettleRequest["group"]>): ConflictGroup => ({ bridgeId: flow as BridgeId, kind, field });

function toSettling({ ids, group, choose, value, recordId }: SettleRequest): Pick<Settling, "which" | "resolution"> {
  if ((ids === undefined) === (group === undefined)) throw invalid("ids", "name either conflicts or a group of them");
  const which = group === undefined ? { ids: (ids ?? []) as readonly string[] as readonly ConflictId[] } : { group: toGroup(group) };
  return { which, resolution: toResolution(choose, value, recordId) };
}

function toResolution(choose: SettleRequest["choose"], value: SettleRequest["value"], recordId: string | undefined): Resolution {
  switch (choose) {
    case "value":
      if (value === undefined) throw invalid("value", "give the value that both sides are to have");
      return { choose, value };
    case "candidate":
      if (recordId === undefined) throw invalid("recordId", "name the record that is meant");
      return { choose, recordId };
    default:
      return { choose };
  }
}

const invalid = (field: string, detail: string): HighwireError => new HighwireError("HW_REQUEST_INVALID", { field, detail });
