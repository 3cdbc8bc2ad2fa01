import { HighwireError } from "#core/errors.ts";
import type { SeenIncident } from "#core/ports/incident-reads.ts";
import type { PagedIncident } from "#core/ports/responder-store.ts";
import { hashOf } from "#lib/hash-of.ts";
import { isUlid, ulidOf } from "#lib/ulid.ts";
import { personEntry } from "../person-entry.ts";
import { textOfBytes } from "./doors.ts";
import type { LetIn, Responder, ResponderParts, Visitor } from "./responder.ts";

const HOUR_MS = 3_600_000;
/** The longest that a link may open, in hours. */
const MOST_HOURS = 72;
/** How long a link opens after its incident is over, in milliseconds. */
const AFTER_CLOSE_MS = 24 * HOUR_MS;
/** 256 bits. */
const KEY_BYTES = 32;

type Links = Pick<Responder, "openLink" | "share" | "shareLinks" | "revokeShareLink">;
/** The door by which whoever has a link comes in. */
interface Door {
  welcomeBy(pageId: string, visitor: Visitor, atMost: number): Promise<LetIn>;
}

/** Links that open an incident's page to whoever has them: made on purpose, for a while, only to look. */
export function createShareLinks(parts: ResponderParts, door: Door): Links {
  const { workspaceId, incidents, secretBytes, publicUrl } = parts;
  const { store, clock, random } = parts.ports;
  const note = (who: string, detail: Readonly<Record<string, unknown>>): Promise<void> =>
    store.appendJournal(workspaceId, [personEntry("config", who, detail)], clock.now());
  return {
    async openLink(pageId, key) {
      const link = await store.shareLinkByKey(workspaceId, pageId, hashOf(key), clock.now());
      const incident = link === null ? null : await store.pagedIncident(workspaceId, pageId);
      const seen = incident === null ? null : await incidents.incident(incident);
      if (link === null || seen === null || seen.isPrivate) return null;
      const closesAt = closesAfter(seen);
      if (closesAt <= clock.now()) return null;
      return door.welcomeBy(pageId, { who: `link:${link.id}`, email: null, linkId: link.id, reveals: false }, Math.min(link.expiresAt, closesAt));
    },
    async share(reference, hours, who) {
      if (!Number.isInteger(hours) || hours < 1 || hours > MOST_HOURS)
        throw new HighwireError("HW_REQUEST_INVALID", { field: "hours", detail: `hours: a whole number from 1 to ${String(MOST_HOURS)}` });
      const { incident, seen } = await found(parts, reference);
      if (seen.isPrivate) throw new HighwireError("HW_REQUEST_CONFLICT", { detail: "a private incident is not shared by link; its members sign in" });
      const now = clock.now();
      const expiresAt = Math.min(now + hours * HOUR_MS, closesAfter(seen));
      if (expiresAt <= now) throw new HighwireError("HW_REQUEST_CONFLICT", { detail: "the incident has been over for more than a day" });
      const pageId = await store.giveIncidentPage(workspaceId, incident, [ulidOf(random.uuid())]);
      const key = textOfBytes(secretBytes(KEY_BYTES));
      const link = { id: random.uuid(), workspaceId, pageId, keyHash: hashOf(key), madeBy: who, madeAt: now, expiresAt };
      await store.saveShareLink(link);
      await note(who, { shareLink: "made", link: link.id, page: pageId, expiresAt });
      return { link, address: `${publicUrl ?? ""}/r/s/${pageId}#k=${key}` };
    },
    shareLinks: () => store.shareLinks(workspaceId, clock.now()),
    async revokeShareLink(id, who) {
      const now = clock.now();
      if (!(await store.endShareLink(workspaceId, id, now, now)))
        throw new HighwireError("HW_REQUEST_NOT_FOUND", {
          field: "id",
          detail: "no link with this id opens anything; `highwire link list` shows those that do",
        });
      await note(who, { shareLink: "revoked", link: id });
    },
  };
}

/** An ongoing incident closes no link; of one that is over, the last change stands for its close. */
const closesAfter = ({ isOngoing, changedAt }: SeenIncident): number => (isOngoing ? Number.MAX_SAFE_INTEGER : changedAt + AFTER_CLOSE_MS);

/** By the id of its page, by its incident.io id, or by its reference. */
async function found(
  { ports, workspaceId, incidents }: ResponderParts,
  reference: string,
): Promise<{ readonly incident: PagedIncident; readonly seen: SeenIncident }> {
  const wanted = reference.trim();
  const paged = isUlid(wanted) ? await ports.store.pagedIncident(workspaceId, wanted) : null;
  const incident = paged ?? (await incidents.find(wanted));
  const seen = incident === null ? null : await incidents.incident(incident);
  if (incident === null || seen === null)
    throw new HighwireError("HW_REQUEST_NOT_FOUND", {
      field: "incident",
      detail: "no incident that Highwire may tell of has this id or reference; incidents come with a bridge over cases, such as the board",
    });
  return { incident, seen };
}
