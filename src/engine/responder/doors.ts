import type { Visit } from "#core/ports/responder-store.ts";
import { hashOf } from "#lib/hash-of.ts";
import type { LetIn, Responder, ResponderParts } from "./responder.ts";

/** Eight hours, in milliseconds: a shift. */
const VISIT_MS = 28_800_000;
/** Ten minutes, in milliseconds. */
const CODE_MS = 600_000;
const CODE_TRIES = 5;
const CODE_LENGTH = 8;
/** None is mistaken for another, whether read or typed. 32 of them: a byte's remainder favours none. */
const CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/** Codes that one address may have at a time. */
const CODES_OF_ADDRESS = 3;
/** Questions that may be put to incident.io about addresses each minute: whoever tries many must not use up the account's limit. */
const LOOKUPS = 30;
const MINUTE_MS = 60_000;
/** Characters of an e-mail address, at most. */
const MAX_ADDRESS = 254;
/** 256 bits. */
const TOKEN_BYTES = 32;

export const textOfBytes = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

type Doors = Pick<Responder, "visitor" | "welcome" | "leave" | "askForCode" | "enterCode" | "settle"> & {
  /** Lets in whoever came by a link, no longer than it opens. */
  welcomeBy(pageId: string, visitor: Pick<Visit, "who" | "email" | "linkId" | "reveals">, atMost: number): Promise<LetIn>;
};

/** Everything about who may look at an incident's page, but for share links. */
export function createDoors(parts: ResponderParts): Doors {
  const { workspaceId, secretBytes } = parts;
  const { store, clock, log } = parts.ports;
  const sending = new Set<Promise<void>>();
  const mayLookUp = lookupLimit(() => clock.monotonicMs());
  const welcomeBy: Doors["welcomeBy"] = async (pageId, visitor, atMost) => {
    const token = textOfBytes(secretBytes(TOKEN_BYTES));
    const expiresAt = Math.min(clock.now() + VISIT_MS, atMost);
    await store.saveVisit({ ...visitor, workspaceId, tokenHash: hashOf(token), pageId, expiresAt });
    return { token, expiresAt };
  };
  return {
    welcomeBy,
    welcome: (pageId, visitor) => welcomeBy(pageId, { ...visitor, linkId: null }, Number.MAX_SAFE_INTEGER),
    async visitor(pageId, token) {
      const visit = await store.visit(workspaceId, hashOf(token), clock.now());
      return visit?.pageId === pageId ? visit : null;
    },
    leave: (token) => store.endVisit(workspaceId, hashOf(token)),
    askForCode(pageId, email) {
      const challenge = textOfBytes(secretBytes(TOKEN_BYTES));
      const sent = mailCode(parts, { pageId, email: email.trim().toLowerCase(), challenge }, mayLookUp)
        .catch((error: unknown) => log.warn("responder.code-not-sent", { name: (error as Error | null)?.name ?? "unknown" }))
        .finally(() => sending.delete(sent));
      sending.add(sent);
      return challenge;
    },
    async enterCode(pageId, challenge, code) {
      const typed = code.toUpperCase().replaceAll(/[^0-9A-Z]/gu, "");
      const taken = await store.takeDoorCode(workspaceId, hashOf(challenge), codeHash(challenge, typed), clock.now());
      if (taken?.pageId !== pageId) return null;
      return welcomeBy(pageId, { who: taken.who, email: taken.email, linkId: null, reveals: false }, Number.MAX_SAFE_INTEGER);
    },
    async settle() {
      await Promise.all(sending);
    },
  };
}

/** A code opens only together with the text that its browser holds, so a hash of it alone cannot be tried out. */
const codeHash = (challenge: string, code: string): string => hashOf(`${challenge}:${code}`);

async function mailCode(
  parts: ResponderParts,
  { pageId, email, challenge }: { readonly pageId: string; readonly email: string; readonly challenge: string },
  mayLookUp: () => boolean,
): Promise<void> {
  const { mail, workspaceId, secretBytes, publicUrl } = parts;
  const { store, clock } = parts.ports;
  const who = mail === null ? null : await whoMayCome(parts, pageId, email, mayLookUp);
  if (mail === null || who === null) return;
  const code = [...secretBytes(CODE_LENGTH)].map((byte) => CODE_LETTERS[byte % CODE_LETTERS.length] ?? "").join("");
  const now = clock.now();
  const kept = { workspaceId, challengeHash: hashOf(challenge), pageId, email, who, codeHash: codeHash(challenge, code), tries: CODE_TRIES };
  if (!(await store.saveDoorCode({ ...kept, madeAt: now, expiresAt: now + CODE_MS }, CODES_OF_ADDRESS))) return;
  const shown = `${code.slice(0, CODE_LENGTH / 2)}-${code.slice(CODE_LENGTH / 2)}`;
  const lines = [
    `Your code for the incident's page: ${shown}`,
    "",
    "Type it on the page where you asked for it. It works there for ten minutes, once.",
    ...(publicUrl === null ? [] : ["", `The page: ${publicUrl}/r/i/${pageId}`]),
    "",
    "If you did not ask for it, you need do nothing.",
  ];
  await mail.send({ to: email, subject: "Your Highwire code", text: lines.join("\n") });
}

/** Somebody at incident.io, or on the list; of a private incident only its members (P1). Null for anybody else. */
async function whoMayCome(
  { ports, workspaceId, incidents, allowed }: ResponderParts,
  pageId: string,
  email: string,
  mayLookUp: () => boolean,
): Promise<string | null> {
  if (!/^[^\s@]+@[^\s@]+$/u.test(email) || email.length > MAX_ADDRESS) return null;
  const { store } = ports;
  const incident = await store.pagedIncident(workspaceId, pageId);
  if (incident === null || !mayLookUp()) return null;
  const seen = await incidents.incident(incident);
  if (seen === null || (seen.isPrivate && !seen.members.includes(email))) return null;
  if (allowed.includes(email)) return `listed:${(await store.fingerprinter(workspaceId))(email)}`;
  const userId = await incidents.userId(incident.connectionId, email);
  return userId === null ? null : `incident:${userId}`;
}

function lookupLimit(nowMs: () => number): () => boolean {
  let [since, count] = [Number.NEGATIVE_INFINITY, 0];
  return () => {
    if (nowMs() - since >= MINUTE_MS) [since, count] = [nowMs(), 0];
    count += 1;
    return count <= LOOKUPS;
  };
}
