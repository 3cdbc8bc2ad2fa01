import type { Bridge } from "#core/bridge.ts";
import { systemRandom } from "#lib/system-random.ts";
import { defaultRoles } from "#sandbox/incidentio/roles.ts";
import { Prng } from "#sandbox/kit/prng.ts";
import type { Sandboxes } from "../sandbox-bridge.ts";
import { credentialName } from "../vendors.ts";
import { firstLoad } from "./coming-to-rest.ts";
import { compareWeek, type WeekCounts } from "./compare-week.ts";
import type { WeekTruth } from "./week-truth.ts";
import { addEveryBridge } from "./every-bridge.ts";
import { waitingRecords } from "./waiting-records.ts";
import { WeekPeople } from "./week-people.ts";
import { lossless, lossy, type DemoParts, type WeekSize } from "./demo-parts.ts";

/** Contacts that anything happens to, at most: few enough that things meet. */
const TOUCHED = 40;
/** Incidents that go on when the week ends. */
const STILL_ONGOING = 6;
/** Mean pause between two events, in milliseconds. */
const PAUSE_MS = 100;

/** The week that was. */
export interface Week {
  readonly events: number;
  readonly incidents: number;
  /** Counts what hangs on its incidents now, and what is wrong with it. */
  compare(): Promise<WeekCounts>;
}

/** Makes a bridge of every kind, waits for their first loads, and lets people work through a week of incidents while events are lost and repeated. */
export async function runWeek(parts: DemoParts, size: WeekSize): Promise<Week> {
  const { session, sandboxes, onProgress, signal } = parts;
  for (const bridge of await addBridges(parts)) await firstLoad({ ...parts, bridge });
  const prng = new Prng(parts.seed + 23);
  const contacts = sandboxes.highlevel.control.contacts().map(({ id }) => String(id));
  const people = new WeekPeople(sandboxes, prng, contacts.slice(0, TOUCHED));
  for (const { control } of [sandboxes.highlevel, sandboxes.incident]) control.setDeliveryFaults(lossy(parts.lateMs));
  while (people.events < size.events || people.incidentsOpened < size.incidents) {
    signal.throwIfAborted();
    if (people.incidentsOpened < Math.ceil((size.incidents * (people.events + 1)) / size.events)) people.openIncident();
    else if (prng.fraction() < 0.1) people.moveIncident();
    else people.touch();
    onProgress({ stage: "a week of incidents", done: people.events, total: size.events });
    await session.app.clock.sleep(prng.below(2 * PAUSE_MS), signal);
  }
  people.closeAll(STILL_ONGOING);
  for (const { control } of [sandboxes.highlevel, sandboxes.incident]) control.setDeliveryFaults(lossless);
  return { events: people.events, incidents: people.incidentsOpened, compare: () => compared(parts) };
}

/** Bridges over a key that is shown private incidents: what keeps those to itself has to be Highwire. */
async function addBridges({ session, sandboxes, bridge }: DemoParts): Promise<readonly Bridge[]> {
  const { store } = session.ports;
  const key = sandboxes.incident.control.addKey([...defaultRoles, "global_access"]);
  await store.saveSecret(bridge.workspaceId, credentialName(bridge.right), key);
  return addEveryBridge({ store, random: systemRandom }, bridge);
}

async function compared({ session, sandboxes }: DemoParts): Promise<WeekCounts> {
  const { store } = session.ports;
  const bridges = await store.bridges(session.workspaceId);
  const waiting = await Promise.all(bridges.map((bridge) => waitingRecords(store, bridge)));
  const records = waiting.flatMap((one) => [...one.waiting].map((key) => key.slice(0, key.lastIndexOf(":"))));
  const type = bridges.find(({ entity }) => entity === "appointment")?.catalogTypeId ?? null;
  return compareWeek(truthOf(sandboxes, type), new Set(records));
}

/** What both sandboxes hold now. */
export function truthOf({ highlevel, incident }: Pick<Sandboxes, "highlevel" | "incident">, appointmentTypeId: string | null): WeekTruth {
  const incidents = incident.control.incidents();
  return {
    locationId: highlevel.locationId,
    contacts: highlevel.control.contacts(),
    tasks: highlevel.control.tasks(),
    notes: highlevel.control.notes(),
    appointments: highlevel.control.appointments(),
    incidents,
    followUps: incident.control.followUps(),
    timelines: new Map(incidents.map(({ id }) => [String(id), incident.control.timelineItems(String(id))])),
    links: new Map(incidents.map(({ id }) => [String(id), incident.control.attachments(String(id))])),
    alerts: incident.control.alerts(),
    alertNotes: incident.control.alertNotes(),
    contactEntries: incident.control.entries(),
    appointmentEntries: appointmentTypeId === null ? [] : incident.control.entries(appointmentTypeId),
  };
}
