import type { FastifyInstance, FastifyRequest } from "fastify";
import { dataView, eraseRequest, erasure, personExport, retentionRequest, type DataView, type RetentionRequest } from "#contract/data.ts";
import { HighwireError } from "#core/errors.ts";
import type { LinkId } from "#core/ids.ts";
import { retentionKinds, retentionRules, type RetentionDays } from "#core/policy/retention.ts";
import type { CanonicalValue, FieldValues } from "#core/record/canonical.ts";
import { isMasked } from "#core/record/mask.ts";
import type { Application } from "#engine/application.ts";
import type { PersonExport } from "#engine/export-person.ts";
import { whoIn } from "./caller.ts";
import { checked, checkNoBody } from "./problem.ts";
import { asValue } from "./values.ts";

type WithPerson = FastifyRequest<{ Params: { id: string } }>;

/** `/api/v1/data`: how long rows are kept, and what is kept of a person. */
export async function dataRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  server.get("/data", async () => viewOf(app, await app.retention()));
  server.post("/data/retention", async (request) =>
    viewOf(app, await app.keepFor(withoutGaps(checked(retentionRequest, request.body)), whoIn(request))),
  );
  server.post("/data/people/:id/export", async (request: WithPerson) => {
    checkNoBody(request);
    return personExport.parse(toExport(await app.exportPerson(await contactOf(app, request), whoIn(request))));
  });
  server.post("/data/people/:id/erase", async (request: WithPerson) => {
    const { rehearse } = checked(eraseRequest, request.body);
    return erasure.parse({ rehearse, ...(await app.erase(await contactOf(app, request), whoIn(request), { rehearse })) });
  });
}

/** The id itself and nothing that merely resembles it: whoever is erased is the person that was looked at. Throws `HW_REQUEST_NOT_FOUND`. */
async function contactOf({ store, workspaceId }: Application, { params: { id } }: WithPerson): Promise<LinkId> {
  const link = await store.link(workspaceId, id as LinkId);
  const bridge = link === null ? null : await store.bridge(workspaceId, link.bridgeId);
  if (link === null || bridge?.entity !== "contact") throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "id" });
  return link.id;
}

const withoutGaps = (asked: RetentionRequest): Partial<RetentionDays> =>
  Object.fromEntries(Object.entries(asked).filter(([, days]) => days !== undefined));

async function viewOf({ store, workspaceId }: Application, kept: RetentionDays): Promise<DataView> {
  const bridges = await store.bridges(workspaceId);
  return dataView.parse({
    retention: retentionKinds.map((kind) => {
      const { days: normally, least, most } = retentionRules[kind];
      return { kind, days: kept[kind], normally, least, most };
    }),
    fields: bridges.flatMap(({ name, fields }) =>
      fields.filter(({ personal }) => personal).map((map) => ({ flow: name, label: map.label, masked: isMasked(map) })),
    ),
  });
}

const valuesOf = (fields: FieldValues): object => Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, asValue(value)]));

/** Values as the API tells them; unmasked, for this is what the person is handed. */
const toExport = ({ madeAt, records }: PersonExport): object => ({
  madeAt,
  records: records.map(({ highlevel, incident, conflicts, history, ...record }) => ({
    ...record,
    highlevel: valuesOf(highlevel),
    incident: valuesOf(incident),
    conflicts: conflicts.map((conflict) => ({
      ...conflict,
      highlevel: asValue(conflict.highlevel as CanonicalValue),
      incident: asValue(conflict.incident as CanonicalValue),
    })),
    history: history.map((entry) => ({
      ...entry,
      values: entry.values.map(({ field, before, after }) => ({ field, before: asValue(before), after: asValue(after) })),
    })),
  })),
});
