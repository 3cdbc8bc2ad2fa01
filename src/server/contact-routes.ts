import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import { bulkSync, contactAnswer, contactAround, contactQuestion, revealed, timelinePage, timelineQuery } from "#contract/contact-360.ts";
import { contactChoice, contactDetail, contactPage, contactQuery, findQuery, type ContactChoice } from "#contract/contacts.ts";
import { entities, type Entity } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { LinkId } from "#core/ids.ts";
import type { LinkRow } from "#core/ports/store.ts";
import type { LinkPage, LinkQuery } from "#core/ports/store-queries.ts";
import type { Application } from "#engine/application.ts";
import { csvRow } from "#lib/csv.ts";
import { whoIn } from "./caller.ts";
import { toAround, toDetail, toSummaries, toSummary, toTimelineItem } from "./contact-views.ts";
import { checked, checkNoBody } from "./problem.ts";
import type { Sight } from "./values.ts";

/** Rows read at once for an export. */
const EXPORT_PAGE = 500;

type One = { Params: { id: string } };

/** Contacts: the table, one contact with all that hangs on it. */
export async function contactRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  tableRoutes(server, app);
  detailRoutes(server, app);
  actRoutes(server, app);
}

function tableRoutes(server: FastifyInstance, app: Application): void {
  server.get("/contacts", async (request) => {
    const { after, offset, limit, ...choice } = checked(contactQuery, request.query);
    const page = await listed(app, choice, { offset, limit, ...(after !== undefined && { after }), ...(await among(app, choice)) });
    return contactPage.parse({ ...page, contacts: await summaries(app, page.links) });
  });
  server.get("/contacts/why", async (request) => {
    const { verdict, reasons, contact, others } = await app.answer(checked(contactQuestion, request.query).q);
    const now = await app.incidentsNow([contact?.leftId ?? ""]);
    return contactAnswer.parse({
      verdict,
      reasons,
      contact: contact === null ? null : toSummaries([contact], now)[0],
      others: others.map((link) => toSummary(link)),
    });
  });
  server.get("/contacts/export", async (request, reply) => sendCsv(reply, app, checked(contactChoice, request.query)));
  server.get("/find", async (request) => ({ contacts: (await app.find(checked(findQuery, request.query).q)).map((link) => toSummary(link)) }));
}

const summaries = async (app: Application, links: readonly LinkRow[]) =>
  toSummaries(links, await app.incidentsNow(links.flatMap(({ leftId }) => leftId ?? [])));

/** Those that are on an incident now, where only they are asked for. */
const among = async (app: Application, { incidents }: ContactChoice): Promise<Pick<LinkQuery, "leftIds">> =>
  incidents === undefined ? {} : { leftIds: await app.affectedContacts() };

type Place = Pick<LinkQuery, "offset" | "limit" | "after" | "leftIds">;

async function listed(app: Application, choice: ContactChoice, place: Place): Promise<LinkPage> {
  const { store, workspaceId } = app;
  const { status, search, flow, sort } = choice;
  const bridges = (await store.bridges(workspaceId)).filter(({ id, entity }) => entity === "contact" && (flow === undefined || id === flow));
  return store.listLinks({
    workspaceId,
    bridgeIds: bridges.map(({ id }) => id),
    sort,
    ...place,
    ...(status !== undefined && { status }),
    ...(search !== undefined && search !== "" && { search }),
  });
}

/** Page by page, as fast as it is taken: an export of any size costs the memory of one page. */
function sendCsv(reply: FastifyReply, app: Application, choice: ContactChoice): FastifyReply {
  return reply
    .header("content-type", "text/csv; charset=utf-8")
    .header("content-disposition", 'attachment; filename="contacts.csv"')
    .header("cache-control", "no-store")
    .send(Readable.from(csvOf(app, choice)));
}

async function* csvOf(app: Application, choice: ContactChoice): AsyncGenerator<string> {
  yield csvRow(["Name", "E-mail", "Phone", "State", "Incidents now", "HighLevel id", "incident.io id", "Last change"]);
  const only = await among(app, choice);
  let after: string | null = null;
  do {
    const page: LinkPage = await listed(app, choice, { limit: EXPORT_PAGE, ...only, ...(after !== null && { after }) });
    const lines = (await summaries(app, page.links)).map(({ name, email, phone, status, incidents, highlevelId, incidentId, changedAt }) =>
      csvRow([name, email, phone, status, incidents.join("; "), highlevelId, incidentId, new Date(changedAt).toISOString()]),
    );
    yield lines.join("");
    after = page.next;
  } while (after !== null);
}

async function linkBy({ store, workspaceId }: Application, id: string): Promise<LinkRow> {
  const link = await store.link(workspaceId, id as LinkId);
  if (link === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "id" });
  return link;
}

async function detailOf(app: Application, id: string, sight: Sight) {
  const link = await linkBy(app, id);
  const [explanation, bridge, now] = await Promise.all([
    app.why(link.id),
    app.store.bridge(app.workspaceId, link.bridgeId),
    app.incidentsNow(link.leftId === null ? [] : [link.leftId]),
  ]);
  return toDetail(explanation, bridge, now, sight);
}

async function aroundOf(app: Application, id: string, sight: Sight) {
  const { id: linkId, leftId } = await linkBy(app, id);
  const [records, now] = await Promise.all([app.recordsOf(linkId), app.incidentsNow(leftId === null ? [] : [leftId])]);
  return toAround(records, now.get(leftId ?? "") ?? [], app.clock.now(), sight);
}

function detailRoutes(server: FastifyInstance, app: Application): void {
  server.get<One>("/contacts/:id", async ({ params }) => contactDetail.parse(await detailOf(app, params.id, "masked")));
  server.get<One>("/contacts/:id/around", async ({ params }) => contactAround.parse(await aroundOf(app, params.id, "masked")));
  server.get<One>("/contacts/:id/timeline", async (request) => {
    const { entities: kinds, before, limit } = checked(timelineQuery, request.query);
    const { id } = await linkBy(app, request.params.id);
    const wanted = kinds?.split(",").filter((kind): kind is Entity => (entities as readonly string[]).includes(kind));
    const { items, next } = await app.timelineOf(id, {
      limit,
      ...(wanted !== undefined && { entities: wanted }),
      ...(before !== undefined && { before }),
    });
    return timelinePage.parse({ items: items.map(toTimelineItem), next });
  });
  server.post<One>("/contacts/:id/reveal", async (request) => {
    checkNoBody(request);
    const { id } = await linkBy(app, request.params.id);
    await app.noteReveal([id], whoIn(request));
    return revealed.parse({ contact: await detailOf(app, id, "revealed"), around: await aroundOf(app, id, "revealed") });
  });
}

function actRoutes(server: FastifyInstance, app: Application): void {
  const act = (name: string, carryOut: (id: LinkId, who: string) => Promise<LinkRow>): void => {
    server.post<One>(`/contacts/:id/${name}`, async (request) => {
      checkNoBody(request);
      const { id } = await linkBy(app, request.params.id);
      return toSummary(await carryOut(id, whoIn(request)));
    });
  };
  act("sync", (id) => app.syncContact(id));
  act("pause", (id, who) => app.pauseContact(id, who));
  act("resume", (id, who) => app.resumeContact(id, who));
  server.post<One>("/contacts/:id/complete", async (request) => {
    checkNoBody(request);
    const { id } = await linkBy(app, request.params.id);
    return { status: toSummary(await app.completeTask(id, whoIn(request))).status };
  });
  server.post("/contacts/sync", async (request) => {
    const { ids } = checked(bulkSync, request.body);
    return {
      asked: ids.length,
      newly: await app.syncContacts(
        ids.map((id) => id as LinkId),
        whoIn(request),
      ),
    };
  });
}
