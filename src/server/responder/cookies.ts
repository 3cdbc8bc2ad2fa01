import type { FastifyRequest } from "fastify";

/** The texts that a browser keeps for one page: what it was let in with, and with what it asked for a code. */
export type CookieKind = "visit" | "code";

const nameOf = (kind: CookieKind, pageId: string): string => `__Secure-hw-${kind}-${pageId}`;

/** The cookie's text; null when the browser sends none. */
export function readCookie({ headers }: FastifyRequest, kind: CookieKind, pageId: string): string | null {
  const wanted = `${nameOf(kind, pageId)}=`;
  const found = (headers.cookie ?? "").split(";").find((pair) => pair.trimStart().startsWith(wanted));
  return found === undefined ? null : found.trim().slice(wanted.length);
}

/** A cookie that only this server reads, over TLS or on this machine, for so many milliseconds; 0 takes it away. */
export function writtenCookie(kind: CookieKind, pageId: string, text: string, forMs: number): string {
  const seconds = Math.max(0, Math.floor(forMs / 1_000));
  return `${nameOf(kind, pageId)}=${text}; Path=/r; Max-Age=${String(seconds)}; HttpOnly; Secure; SameSite=Lax`;
}
