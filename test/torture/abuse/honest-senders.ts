import type { Socket } from "node:net";
import { encodeRequest, openSocket, readAnswers } from "../../abuse/support/raw-http.ts";
import { highlevelEvent, incidentEvent, keyOf, type Target } from "./target.ts";

/** Connections kept open; every sixth event comes on one of its own, as from a sender that has just started. */
const KEPT = 5;
/** Connections that are kept busy to learn what the server takes. */
const BUSY = 16;
/** Contacts that the events are about, in turn. */
const CONTACTS = 500;
/** An event without an answer after this time has failed, in milliseconds. */
const PATIENCE_MS = 30_000;

/** What honest senders saw. */
export interface Seen {
  /** Milliseconds from the moment when an event was due to be sent to its answer; of those answered with 200 only. */
  readonly waits: readonly number[];
  /** Events by answer; 0 stands for none. */
  readonly statuses: Readonly<Record<number, number>>;
}

/** Events to be sent: how many a second, for how many milliseconds, under which label (their ids begin with it). */
export interface Pace {
  readonly perSecond: number;
  readonly forMs: number;
  readonly label: string;
}

/** Sends as fast as the server answers. Returns the events that it took, and what it takes in a second, here and now. */
export async function sendFlatOut(target: Target, { forMs, label }: Omit<Pace, "perSecond">): Promise<Seen & { readonly perSecond: number }> {
  const event = eventsOf(target, label);
  const seen = { waits: [] as number[], statuses: {} as Record<number, number> };
  const endMs = performance.now() + forMs;
  let index = 0;
  const keepBusy = async (): Promise<void> => {
    const lane = createLane(target.port);
    while (performance.now() < endMs) note(seen, await lane.ask(event((index += 1))), 0);
    lane.close();
  };
  await Promise.all(Array.from({ length: BUSY }, keepBusy));
  return { ...seen, perSecond: (index * 1_000) / forMs };
}

/** The event of each number, encoded. */
function eventsOf(target: Target, label: string): (index: number) => Buffer {
  const key = keyOf(target);
  return (index) => {
    const id = `${label}-${String(index)}`;
    const request = index % 4 === 0 ? incidentEvent(target, id) : highlevelEvent(target.locationId, key, id, `abuse${String(index % CONTACTS)}`);
    return encodeRequest(request);
  };
}

function note(seen: { readonly waits: number[]; readonly statuses: Record<number, number> }, status: number, waitMs: number): void {
  if (status === 200) seen.waits.push(waitMs);
  seen.statuses[status] = (seen.statuses[status] ?? 0) + 1;
}

/** Sends real events at an even rate. Whoever falls behind does not slow down: waiting for a connection counts as waiting. */
export async function sendHonestly(target: Target, { perSecond, forMs, label }: Pace): Promise<Seen> {
  const event = eventsOf(target, label);
  const seen = { waits: [] as number[], statuses: {} as Record<number, number> };
  const lanes = Array.from({ length: KEPT }, () => createLane(target.port));
  // Signed before the first is due: signing all of them holds the loop for longer than an answer takes.
  const requests = Array.from({ length: Math.floor((forMs / 1_000) * perSecond) }, (_unused, index) => event(index));
  const startMs = performance.now();
  const sendOne = async (request: Buffer, index: number): Promise<void> => {
    const dueMs = startMs + (index * 1_000) / perSecond;
    await pauseUntil(dueMs);
    const lane = lanes[index % (KEPT + 1)] ?? createLane(target.port);
    note(seen, await lane.ask(request), performance.now() - dueMs);
    if (!lanes.includes(lane)) lane.close();
  };
  await Promise.all(requests.map(sendOne));
  for (const lane of lanes) lane.close();
  return seen;
}

export const pauseUntil = (atMs: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, Math.max(0, atMs - performance.now())));

interface Lane {
  /** Sends a request once those before it are answered, and gives its status; 0 when none came. */
  ask(request: Buffer): Promise<number>;
  close(): void;
}

/** One connection after the other, opened when it is first needed; one request at a time. */
function createLane(port: number): Lane {
  let socket: Socket | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const askNow = async (request: Buffer): Promise<number> => {
    try {
      if (socket === null || socket.destroyed) socket = await openSocket(port);
      return await answerOn(socket, request);
    } catch {
      return 0;
    }
  };
  return {
    ask(request) {
      const answer = last.then(() => askNow(request));
      last = answer;
      return answer;
    },
    close: () => void socket?.destroy(),
  };
}

function answerOn(socket: Socket, request: Buffer): Promise<number> {
  return new Promise((resolve) => {
    const received: Buffer[] = [];
    const finish = (status: number): void => {
      clearTimeout(timer);
      socket.off("data", take).off("error", fail).off("close", fail);
      if (status === 0) socket.destroy();
      resolve(status);
    };
    const fail = (): void => finish(0);
    const timer = setTimeout(fail, PATIENCE_MS);
    const take = (chunk: Buffer): void => {
      received.push(chunk);
      const [answer] = readAnswers(Buffer.concat(received));
      if (answer !== undefined) finish(answer.status);
    };
    socket.on("data", take).on("error", fail).on("close", fail);
    socket.write(request);
  });
}
