import { HighwireError } from "#core/errors.ts";
import type { PagedIncident, ResponderStore, ShareLink } from "#core/ports/responder-store.ts";
import { ownedBy, type MemoryState } from "./memory-state.ts";

/** Pages of incidents, and what their doors have let in, in memory. */
export function responderIn(state: MemoryState): ResponderStore {
  return { ...pagesIn(state), ...linksIn(state), ...codesIn(state) };
}

const opens = (link: ShareLink | null, now: number): link is ShareLink => link !== null && link.expiresAt > now;

function pagesIn({ incidentPages }: MemoryState): Pick<ResponderStore, "incidentPage" | "giveIncidentPage" | "pagedIncident"> {
  const pageOf = (workspaceId: string, { connectionId, incidentId }: PagedIncident): string | null =>
    [...incidentPages.values()].find(
      (page) => page.workspaceId === workspaceId && page.connectionId === connectionId && page.incidentId === incidentId,
    )?.id ?? null;
  return {
    incidentPage: async (workspaceId, incident) => pageOf(workspaceId, incident),
    async giveIncidentPage(workspaceId, incident, ids) {
      const known = pageOf(workspaceId, incident);
      if (known !== null) return known;
      const id = ids.find((one) => !incidentPages.has(`${workspaceId}:${one}`));
      if (id === undefined) throw new HighwireError("HW_INVARIANT", { operation: "incident page", detail: "no id was free" });
      incidentPages.set(`${workspaceId}:${id}`, { ...incident, id, workspaceId });
      return id;
    },
    async pagedIncident(workspaceId, pageId) {
      const page = incidentPages.get(`${workspaceId}:${pageId}`);
      return page === undefined ? null : { connectionId: page.connectionId, incidentId: page.incidentId };
    },
  };
}

type Links = Pick<ResponderStore, "saveShareLink" | "shareLinks" | "shareLinkByKey" | "endShareLink" | "saveVisit" | "visit" | "endVisit">;

function linksIn({ shareLinks, visits }: MemoryState): Links {
  return {
    async saveShareLink(link) {
      shareLinks.set(link.id, link);
    },
    shareLinks: async (workspaceId, now) =>
      [...shareLinks.values()]
        .filter((link) => link.workspaceId === workspaceId && opens(link, now))
        .toSorted((one, other) => other.madeAt - one.madeAt || (one.id < other.id ? 1 : -1)),
    shareLinkByKey: async (workspaceId, pageId, keyHash, now) =>
      [...shareLinks.values()].find(
        (link) => link.workspaceId === workspaceId && link.pageId === pageId && link.keyHash === keyHash && opens(link, now),
      ) ?? null,
    async endShareLink(workspaceId, id, at, now) {
      const link = ownedBy(shareLinks.get(id), workspaceId);
      if (!opens(link, now)) return false;
      shareLinks.set(id, { ...link, expiresAt: Math.min(link.expiresAt, at) });
      return true;
    },

    async saveVisit(visit) {
      visits.set(visit.tokenHash, visit);
    },
    async visit(workspaceId, tokenHash, now) {
      const visit = ownedBy(visits.get(tokenHash), workspaceId);
      if (visit === null || visit.expiresAt <= now) return null;
      return visit.linkId === null || opens(ownedBy(shareLinks.get(visit.linkId), workspaceId), now) ? visit : null;
    },
    async endVisit(workspaceId, tokenHash) {
      if (ownedBy(visits.get(tokenHash), workspaceId) !== null) visits.delete(tokenHash);
    },
  };
}

function codesIn({ doorCodes }: MemoryState): Pick<ResponderStore, "saveDoorCode" | "takeDoorCode"> {
  return {
    async saveDoorCode(code, most) {
      for (const [hash, one] of doorCodes) if (one.workspaceId === code.workspaceId && one.expiresAt <= code.madeAt) doorCodes.delete(hash);
      const waiting = [...doorCodes.values()].filter((one) => one.workspaceId === code.workspaceId && one.email === code.email);
      if (waiting.length >= most) return false;
      doorCodes.set(code.challengeHash, code);
      return true;
    },
    async takeDoorCode(workspaceId, challengeHash, codeHash, now) {
      const code = ownedBy(doorCodes.get(challengeHash), workspaceId);
      if (code === null || code.tries <= 0 || code.expiresAt <= now) return null;
      doorCodes.set(challengeHash, { ...code, tries: code.tries - 1 });
      if (code.codeHash !== codeHash) return null;
      doorCodes.delete(challengeHash);
      return { pageId: code.pageId, email: code.email, who: code.who };
    },
  };
}
