import type { Bridge } from "#core/bridge.ts";
import type { ConnectionId, WorkspaceId } from "#core/ids.ts";
import type { IncidentReads, SeenIncident } from "#core/ports/incident-reads.ts";
import { IncidentPage } from "#flows/incident-page.ts";
import { must } from "#lib/must.ts";
import { clientsOf } from "./bridge-sides.ts";
import { casesOf } from "./case-sides.ts";
import { incidentClient, type VendorParts } from "./vendor-clients.ts";

/** One page reader, with the bridge whose rules it keeps. */
interface Reader {
  readonly bridge: Bridge;
  readonly page: IncidentPage;
}

/** Reads for the pages of a workspace's incidents, by the rules of its bridges over cases. */
export function createIncidentReads(parts: VendorParts, workspaceId: WorkspaceId): IncidentReads {
  const { store } = parts.ports;
  const kept = new Map<string, Promise<IncidentPage>>();
  const pageOf = (bridge: Bridge): Promise<IncidentPage> => {
    const key = `${bridge.id}:${String(bridge.version)}`;
    const known = kept.get(key) ?? makePage(parts, bridge);
    kept.set(key, known);
    known.catch(() => kept.delete(key));
    return known;
  };
  const readers = async (connectionId: ConnectionId | null): Promise<readonly Reader[]> => {
    const bridges = readingBridges(await store.bridges(workspaceId)).filter(({ right }) => connectionId === null || right === connectionId);
    return Promise.all(bridges.map(async (bridge) => ({ bridge, page: await pageOf(bridge) })));
  };
  return {
    async incident({ connectionId, incidentId }) {
      const seen = await Promise.all((await readers(connectionId)).map(({ page }) => page.incident(incidentId)));
      return together(seen.filter((one) => one !== null));
    },
    async contact({ connectionId }, contact) {
      const reader = (await readers(connectionId)).find(({ bridge }) => bridge.locationId === contact.locationId);
      return reader === undefined ? null : reader.page.contact(contact);
    },
    async find(idOrReference) {
      const idOrNumber = /^inc-(\d+)$/iu.exec(idOrReference)?.[1] ?? idOrReference;
      for (const { bridge, page } of await readers(null)) {
        const seen = await page.incident(idOrNumber);
        if (seen !== null) return { connectionId: bridge.right, incidentId: seen.id };
      }
      return null;
    },
    async userId(connectionId, email) {
      const connection = await store.connection(workspaceId, connectionId);
      if (connection === null) return null;
      return (await incidentClient(parts, connection).users.findByEmail(email, { priority: "person" }))?.id ?? null;
    },
  };
}

/** One bridge for each location and organisation: the board's, which wrote the link, before any other. */
function readingBridges(bridges: readonly Bridge[]): readonly Bridge[] {
  const reading = bridges.filter(({ cases }) => cases !== null && cases.affectedFieldId !== null);
  const byPlace = Map.groupBy(reading, ({ right, locationId }) => `${right}/${locationId}`);
  return [...byPlace.values()].flatMap((found) => found.find(({ entity }) => entity === "board") ?? found[0] ?? []);
}

async function makePage(parts: VendorParts, bridge: Bridge): Promise<IncidentPage> {
  const clients = await clientsOf(parts, bridge);
  const rules = must(bridge.cases, "a bridge over cases");
  const known = await casesOf(clients, bridge, { ...rules, affectedFieldId: must(rules.affectedFieldId, "its field") });
  const { highlevel, incident, timezone } = clients;
  return new IncidentPage({ ...known, highlevel, incident, timezone, locationId: bridge.locationId, clock: parts.ports.clock });
}

/** What the bridges of several locations say of one incident. */
function together(seen: readonly SeenIncident[]): SeenIncident | null {
  const [first] = seen;
  return first === undefined ? null : { ...first, contacts: seen.flatMap(({ contacts }) => contacts) };
}
