import { HighwireError } from "#core/errors.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { DoorCode, PagedIncident, ResponderStore, ShareLink, Visit } from "#core/ports/responder-store.ts";
import { sameText } from "#lib/same-text.ts";
import { clean, cleanId, statement, type Database, type Transaction } from "./database.ts";

const findPage = statement("find-incident-page", "SELECT id FROM incident_pages WHERE workspace_id = $1 AND connection_id = $2 AND incident_id = $3");
const putPage = statement(
  "put-incident-page",
  "INSERT INTO incident_pages (workspace_id, id, connection_id, incident_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
);
const findIncident = statement(
  "find-paged-incident",
  `SELECT connection_id AS "connectionId", incident_id AS "incidentId" FROM incident_pages WHERE workspace_id = $1 AND id = $2`,
);

const LINK = `id, workspace_id AS "workspaceId", page_id AS "pageId", key_hash AS "keyHash", made_by AS "madeBy", made_at AS "madeAt", expires_at AS "expiresAt"`;
const putLink = statement(
  "put-share-link",
  "INSERT INTO share_links (id, workspace_id, page_id, key_hash, made_by, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
);
const listLinks = statement(
  "list-share-links",
  `SELECT ${LINK} FROM share_links WHERE workspace_id = $1 AND expires_at > $2 ORDER BY made_at DESC, id DESC`,
);
const findLink = statement(
  "find-share-link",
  `SELECT ${LINK} FROM share_links WHERE workspace_id = $1 AND page_id = $2 AND key_hash = $3 AND expires_at > $4`,
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
  SELECT v.workspace_id AS "workspaceId", v.token_hash AS "tokenHash", v.page_id AS "pageId", v.who, v.email, v.link_id AS "linkId", v.reveals,
    v.expires_at AS "expiresAt" FROM visits v
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
  RETURNING page_id AS "pageId", email, who, code_hash AS "codeHash"`,
);
const spendCode = statement("spend-door-code", "DELETE FROM door_codes WHERE workspace_id = $1 AND challenge_hash = $2");

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
      const [row] = await database.read<PagedIncident>(workspaceId, findIncident, [workspaceId, cleanId(pageId)]);
      return row ?? null;
    },
  };
}

function linksIn(database: Database): Pick<ResponderStore, "saveShareLink" | "shareLinks" | "shareLinkByKey" | "endShareLink"> {
  return {
    async saveShareLink({ id, workspaceId, pageId, keyHash, madeBy, madeAt, expiresAt }) {
      const values = [id, workspaceId, pageId, keyHash, clean(madeBy), madeAt, expiresAt];
      await database.inWorkspace(workspaceId, (transaction) => transaction.rows(putLink, values));
    },
    shareLinks: (workspaceId, now) => database.read<ShareLink>(workspaceId, listLinks, [workspaceId, now]),
    async shareLinkByKey(workspaceId, pageId, keyHash, now) {
      const [row] = await database.read<ShareLink>(workspaceId, findLink, [workspaceId, cleanId(pageId), keyHash, now]);
      return row ?? null;
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
      const [row] = await database.read<Visit>(workspaceId, findVisit, [workspaceId, tokenHash, now]);
      return row ?? null;
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
        const [row] = await transaction.rows<Pick<DoorCode, "pageId" | "email" | "who" | "codeHash">>(tryCode, query);
        if (row === undefined || !sameText(row.codeHash, codeHash)) return null;
        await transaction.rows(spendCode, [workspaceId, challengeHash]);
        return { pageId: row.pageId, email: row.email, who: row.who };
      }),
  };
}
