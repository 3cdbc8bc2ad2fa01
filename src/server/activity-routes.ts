import type { FastifyInstance } from "fastify";
import {
  activityPage,
  activityQuery,
  activityStory,
  affected,
  ignoreRequest,
  retryRequest,
  revealAnswer,
  revealRequest,
  undoAnswer,
  undoRequest,
  type ActivityQueryView,
} from "#contract/activity.ts";
import { recordCheck, repaired, repairRequest } from "#contract/repair.ts";
import { registry, type ErrorCode } from "#core/error-registry.ts";
import { HighwireError } from "#core/errors.ts";
import type { BridgeId, LinkId } from "#core/ids.ts";
import type { ActivityQuery } from "#core/ports/activity-log.ts";
import type { Chosen } from "#engine/activity/activity-desk.ts";
import { kindsOf } from "#engine/activity/result-of.ts";
import type { Application } from "#engine/application.ts";
import type { Repair } from "#engine/repair-record.ts";
import { diffOf, toActivityEntry, toActivityStory } from "./activity-views.ts";
import { whoIn } from "./caller.ts";
import { checked, checkNoBody } from "./problem.ts";

interface Named {
  readonly Params: { readonly id: string };
}

/** What happened, why, and what can be done about it. */
export async function activityRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  const { activity } = app.desk;
  repairRoutes(server, app);
  server.get("/activity", async (request) => {
    const { lines, next } = await activity.list(toQuery(checked(activityQuery, request.query)));
    return activityPage.parse({ entries: lines.map(toActivityEntry), next });
  });
  server.get<Named>("/activity/:id", async (request) => activityStory.parse(toActivityStory(await activity.tell(request.params.id))));
  server.post("/activity/retry", async (request) =>
    affected.parse({ count: await activity.retry(toChosen(checked(retryRequest, request.body)), whoIn(request)) }),
  );
  server.post("/activity/ignore", async (request) => {
    const { reason, ...chosen } = checked(ignoreRequest, request.body);
    return affected.parse({ count: await activity.ignore(toChosen(chosen), reason, whoIn(request)) });
  });
  server.post<Named>("/activity/:id/replay", async (request) => {
    checkNoBody(request);
    return affected.parse({ count: await activity.replay(request.params.id, whoIn(request)) });
  });
  server.post<Named>("/activity/:id/resync", async (request) => {
    checkNoBody(request);
    await activity.resync(request.params.id, whoIn(request));
    return { done: true };
  });
  server.post<Named>("/activity/:id/undo", async (request) =>
    undoAnswer.parse(await activity.undo(request.params.id, whoIn(request), checked(undoRequest, request.body).rehearse)),
  );
  server.post<Named>("/activity/:id/reveal", async (request) => {
    const { what } = checked(revealRequest, request.body);
    const story = await activity.reveal(request.params.id, what, whoIn(request));
    const body = story.event?.body ?? null;
    return revealAnswer.parse({
      diff: what === "values" ? diffOf(story, "revealed") : [],
      body: what === "event" && body !== null ? new TextDecoder().decode(body) : null,
    });
  });
}

/** What a person does about a record whose counterpart is gone. */
function repairRoutes(server: FastifyInstance, { desk }: Application): void {
  server.post<Named>("/contacts/:id/check", async (request) => {
    checkNoBody(request);
    const { sides, candidates } = await desk.check(request.params.id as LinkId, whoIn(request));
    return recordCheck.parse({ sides, candidates });
  });
  server.post<Named>("/contacts/:id/repair", async (request) => {
    await desk.repair(request.params.id as LinkId, checked(repairRequest, request.body) as Repair, whoIn(request));
    return repaired.parse({ done: true });
  });
}

function toQuery({ flow, result, side, error, kind, contact, from, until, before, limit }: ActivityQueryView): ActivityQuery {
  const kinds = result === undefined ? undefined : kindsOf(result);
  const one = kind === undefined ? undefined : ([kind] as unknown as ActivityQuery["kinds"]);
  return {
    limit,
    ...(flow !== undefined && { bridgeId: flow as BridgeId }),
    ...(contact !== undefined && { linkId: contact as LinkId }),
    ...(side !== undefined && { side }),
    ...(error !== undefined && { code: codeIn(error) }),
    ...((one ?? kinds) !== undefined && { kinds: one ?? kinds ?? [] }),
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
    ...(before !== undefined && { before }),
  };
}

function toChosen({
  contacts,
  flow,
  error,
}: {
  readonly contacts?: string[] | undefined;
  readonly flow?: string | undefined;
  readonly error?: string | undefined;
}): Chosen {
  if (contacts !== undefined && flow === undefined && error === undefined) return { linkIds: contacts as readonly string[] as readonly LinkId[] };
  if (contacts === undefined && flow !== undefined && error !== undefined) return { bridgeId: flow as BridgeId, code: codeIn(error) };
  throw new HighwireError("HW_REQUEST_INVALID", { field: "contacts", detail: "name either records, or a flow and an error" });
}

function codeIn(text: string): ErrorCode {
  const known = Object.entries(registry).find(([code, { number }]) => code === text || number === text);
  if (known === undefined) throw new HighwireError("HW_REQUEST_INVALID", { field: "error", detail: "no error of this version is called that" });
  return known[0] as ErrorCode;
}
