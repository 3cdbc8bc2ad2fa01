import { timingSafeEqual } from "node:crypto";
import { HighwireError } from "#core/errors.ts";
import type { ConnectionId, WorkspaceId } from "#core/ids.ts";
import type { PagedIncident, ResponderStore, ShareLink, Visit } from "#core/ports/responder-store.ts";
import { clean, cleanId, statement, type Database, type Transaction } from "./database.ts";

const findPage = statement("find-incident-page", "SELECT id FROM incident_pages WHERE workspace_id = $1 AND connection_id = $2 AND incident_id = $3");
const putPage = statement(
  "put-incident-page",
  "INSERT INTO incident_pages (workspace_id, id, connection_id, incident_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
);
const findIncident = statement("find-paged-incident", "SELECT connection_id, incident_id FROM incident_pages WHERE workspace_id = $1 AND id = $2");

const linkColumns = "id, workspace_id, page_id, key_hash, made_by, made_at, expires_at";
const putLink = statement("put-share-link", `INSERT INTO share_links (${linkColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7)`);
const listLinks = statement(
  "list-share-links",
  `SELECT ${linkColumns} FROM share_links WHERE workspace_id = $1 AND expires_at > $2 ORDER BY made_at DESC, id DESC`,
);
const findLink = statement(
  "find-share-link",
  `SELECT ${linkColumns} FROM share_links WHERE workspace_id = $1 AND page_id = $2 AND key_hash = $3 AND expires_at > $4`,
);
const endLink = statement(
  "end-share-link",
  "UPDATE share_links SET expires_at = least(expires_at, $3) WHERE workspace_id = $1 AND id = $2 AND expires_at > $4 RETURNING id",
);

const dropVisits = statement("drop-visits", "DELETE FROM visits WHERE workspace_id = $1 AND expires_at <= $2");
const putVisit = statement(
  "put-visit",
  "INSERT INTO visits (workspace_id, token_hash, page_id, who, email, link_id, reveals, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
);
const findVisit = statement(
  "find-visit",
  `
  SELECT v.workspace_id, v.token_hash, v.page_id, v.who, v.email, v.link_id, v.reveals, v.expires_at FROM visits v
  WHERE v.workspace_id = $1 AND v.token_hash = $2 AND v.expires_at > $3
    AND (v.link_id IS NULL OR EXISTS (SELECT 1 FROM share_links l WHERE l.workspace_id = $1 AND l.id = v.link_id AND l.expires_at > $3))`,
);
const endVisit = statement("end-visit", "DELETE FROM visits WHERE workspace_id = $1 AND token_hash = $2");

const dropCodes = statement("drop-door-codes", "DELETE FROM door_codes WHERE workspace_id = $1 AND expires_at <= $2");
const countCodes = statement("count-door-codes", "SELECT count(*)::int AS count FROM door_codes WHERE workspace_id = $1 AND email = $2");
const putCode = statement(
  "put-door-code",
  "INSERT INTO door_codes (workspace_id, challenge_hash, page_id, email, who, code_hash, tries, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);
const tryCode = statement(
  "try-door-code",
  `
  UPDATE door_codes SET tries = tries - 1 WHERE workspace_id = $1 AND challenge_hash = $2 AND tries > 0 AND expires_at > $3
  RETURNING page_id, email, who, code_hash`,
);
const spendCode = statement("spend-door-code", "DELETE FROM door_codes WHERE workspace_id = $1 AND challenge_hash = $2");

interface LinkColumns {
  readonly id: string;
  readonly workspace_id: WorkspaceId;
  readonly page_id: string;
  readonly key_hash: string;
  readonly made_by: string;
  readonly made_at: number;
  readonly expires_at: number;
}
const toLink = (row: LinkColumns): ShareLink => ({
  id: row.id,
  workspaceId: row.workspace_id,
  pageId: row.page_id,
  keyHash: row.key_hash,
  madeBy: row.made_by,
  madeAt: row.made_at,
  expiresAt: row.expires_at,
});

interface VisitColumns {
  readonly workspace_id: WorkspaceId;
  readonly token_hash: string;
  readonly page_id: string;
  readonly who: string;
  readonly email: string | null;
  readonly link_id: string | null;
  readonly reveals: boolean;
  readonly expires_at: number;
}
const toVisit = (row: VisitColumns): Visit => ({
  workspaceId: row.workspace_id,
  tokenHash: row.token_hash,
  pageId: row.page_id,
  who: row.who,
  email: row.email,
  linkId: row.link_id,
  reveals: row.reveals,
  expiresAt: row.expires_at,
});

/** Pages of incidents, and what their doors have let in. */
export function createResponderState(database: Database): ResponderStore {
  return { ...pagesIn(database), ...linksIn(database), ...visitsIn(database), ...codesIn(database) };
}

function pagesIn(database: Database): Pick<ResponderStore, "incidentPage" | "giveIncidentPage" | "pagedIncident"> {
  const find = async (transaction: Transaction, workspaceId: WorkspaceId, incident: PagedIncident): Promise<string | null> =>
    (await transaction.rows<{ id: string }>(findPage, [workspaceId, incident.connectionId, cleanId(incident.incidentId)]))[0]?.id ?? null;
  return {
    incidentPage: (workspaceId, incident) => database.inWorkspace(workspaceId, (transaction) => find(transaction, workspaceId, incident)),
    giveIncidentPage: (workspaceId, incident, ids) =>
      database.inWorkspace(workspaceId, async (transaction) => {
        for (const id of ids) {
          await transaction.rows(putPage, [workspaceId, cleanId(id), incident.connectionId, cleanId(incident.incidentId)]);
          const found = await find(transaction, workspaceId, incident);
          if (found !== null) return found;
        }
        throw new HighwireError("HW_INVARIANT", { operation: "incident page", detail: "no id was free" });
      }),
    async pagedIncident(workspaceId, pageId) {
      const query = [workspaceId, cleanId(pageId)];
      const [row] = await database.read<{ connection_id: ConnectionId; incident_id: string }>(workspaceId, findIncident, query);
      return row === undefined ? null : { connectionId: row.connection_id, incidentId: row.incident_id };
    },
  };
}

function linksIn(database: Database): Pick<ResponderStore, "saveShareLink" | "shareLinks" | "shareLinkByKey" | "endShareLink"> {
  return {
    async saveShareLink({ id, workspaceId, pageId, keyHash, madeBy, madeAt, expiresAt }) {
      const values = [id, workspaceId, pageId, keyHash, clean(madeBy), madeAt, expiresAt];
      await database.inWorkspace(workspaceId, (transaction) => transaction.rows(putLink, values));
    },
    shareLinks: async (workspaceId, now) => (await database.read<LinkColumns>(workspaceId, listLinks, [workspaceId, now])).map(toLink),
    async shareLinkByKey(workspaceId, pageId, keyHash, now) {
      const [row] = await database.read<LinkColumns>(workspaceId, findLink, [workspaceId, cleanId(pageId), keyHash, now]);
      return row === undefined ? null : toLink(row);
    },
    async endShareLink(workspaceId, id, at, now) {
      const ended = await database.inWorkspace(workspaceId, (transaction) => transaction.rows(endLink, [workspaceId, cleanId(id), at, now]));
      return ended.length > 0;
    },
  };
}

function visitsIn(database: Database): Pick<ResponderStore, "saveVisit" | "visit" | "endVisit"> {
  return {
    async saveVisit({ workspaceId, tokenHash, pageId, who, email, linkId, reveals, expiresAt }) {
      const values = [workspaceId, tokenHash, pageId, clean(who), email === null ? null : clean(email), linkId, reveals, expiresAt];
      await database.inWorkspace(workspaceId, (transaction) => transaction.rows(putVisit, values));
    },
    async visit(workspaceId, tokenHash, now) {
      const [row] = await database.read<VisitColumns>(workspaceId, findVisit, [workspaceId, tokenHash, now]);
      return row === undefined ? null : toVisit(row);
    },
    async endVisit(workspaceId, tokenHash) {
      await database.inWorkspace(workspaceId, (transaction) => transaction.rows(endVisit, [workspaceId, tokenHash]));
    },
  };
}

function codesIn(database: Database): Pick<ResponderStore, "saveDoorCode" | "takeDoorCode"> {
  return {
    saveDoorCode: ({ workspaceId, challengeHash, pageId, email, who, codeHash, tries, madeAt, expiresAt }, most) =>
      database.inWorkspace(workspaceId, async (transaction) => {
        // Whoever asked and never came back is forgotten with the next one who asks.
        await transaction.rows(dropCodes, [workspaceId, madeAt]);
        await transaction.rows(dropVisits, [workspaceId, madeAt]);
        const [found] = await transaction.rows<{ count: number }>(countCodes, [workspaceId, clean(email)]);
        if ((found?.count ?? 0) >= most) return false;
        await transaction.rows(putCode, [workspaceId, challengeHash, cleanId(pageId), clean(email), who, codeHash, tries, madeAt, expiresAt]);
        return true;
      }),
    takeDoorCode: (workspaceId, challengeHash, codeHash, now) =>
      database.inWorkspace(workspaceId, async (transaction) => {
        const query = [workspaceId, challengeHash, now];
        const [row] = await transaction.rows<{ page_id: string; email: string; who: string; code_hash: string }>(tryCode, query);
        if (row === undefined || !sameHash(row.code_hash, codeHash)) return null;
        await transaction.rows(spendCode, [workspaceId, challengeHash]);
        return { pageId: row.page_id, email: row.email, who: row.who };
      }),
  };
}

function sameHash(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}
