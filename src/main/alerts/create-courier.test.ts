import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AlertLetter } from "#core/ports/alert-courier.ts";
import { systemClock } from "#lib/system-clock.ts";
import { incidentVerifier } from "#vendors/incidentio/webhook.ts";
import { must } from "#lib/must.ts";
import { createWorld, type World } from "../../../test/support/in-process-world.ts";
import { openTrapMail, type TrapMail } from "../../../test/support/trap-mail.ts";
import { openMail } from "../open-mail.ts";
import { openWayOut } from "../webhooks/way-out.ts";
import { createCourier, type CourierParts } from "./create-courier.ts";

interface Received {
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

const received: Received[] = [];
let status = 204;
let server: Server;
let url: string;
let trap: TrapMail;
let world: World;
let parts: CourierParts;
const SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => void chunks.push(chunk));
    request.on("end", () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  [trap, world] = await Promise.all([openTrapMail(), createWorld({ contacts: 1 })]);
  parts = partsWith([url]);
});
afterAll(async () => {
  server.close();
  await trap.close();
});

function partsWith(allowed: readonly string[]): CourierParts {
  const { store, workspaceId, vendors } = world;
  const mail = openMail({ smtpUrl: trap.url, mailFrom: "Highwire <highwire@example.com>" });
  return { store, clock: systemClock, workspaceId, vendors, mail, wayOut: openWayOut({ alertOrigins: allowed }) };
}

const letter: AlertLetter = {
  id: "a1.c1.raised",
  what: "raised",
  alertId: "a1",
  title: "HighLevel is paused: The vendor no longer accepts our token (HW-1401)",
  text: "Everything waits.",
  link: "https://highwire.example.com/settings/connections",
  need: {
    cause: "connection:x",
    kind: "connection",
    code: "HW_VENDOR_TOKEN_EXPIRED",
    vendor: "highlevel",
    entity: null,
    count: 1,
    since: Date.UTC(2026, 0, 2),
    href: "/settings/connections",
  },
  at: Date.UTC(2026, 0, 2, 3),
};

describe("an alert by webhook", () => {
  it("is signed as Standard Webhooks have it, and holds codes, counts and a link", async () => {
    status = 204;
    expect(await createCourier(parts).send({ kind: "webhook", url: `${url}/hook`, secret: SECRET }, letter)).toMatch(/^HTTP 204 in \d+ ms$/u);
    const { headers, body } = must(received.at(-1), "a request");
    const given = { headers: headers as Record<string, string>, body };
    // Our own verifier of incoming events knows nothing of what signs here.
    expect(incidentVerifier.verify(given, { secrets: [SECRET] })).toMatchObject({ kind: "verified", eventId: "a1.c1.raised" });
    expect(incidentVerifier.verify({ ...given, body: Buffer.from("{}") }, { secrets: [SECRET] })).toMatchObject({ kind: "rejected" });
    expect(Math.abs(Number(headers["webhook-timestamp"]) * 1_000 - systemClock.now())).toBeLessThan(10_000);
    expect(JSON.parse(body.toString("utf8"))).toEqual({
      type: "alert.raised",
      timestamp: "2026-01-02T03:00:00.000Z",
      data: {
        id: "a1",
        kind: "connection",
        code: "HW-1401",
        title: letter.title,
        text: letter.text,
        count: 1,
        since: "2026-01-02T00:00:00.000Z",
        link: letter.link,
      },
    });
  });

  it("was not taken when the receiver answers with anything but success, or not at all", async () => {
    status = 500;
    const send = (to: string) => createCourier(parts).send({ kind: "webhook", url: to, secret: SECRET }, letter);
    await expect(send(url)).rejects.toMatchObject({ code: "HW_ALERT_REFUSED", data: { detail: "it answered with HTTP 500" } });
    status = 302;
    await expect(send(url)).rejects.toMatchObject({ code: "HW_ALERT_REFUSED" });
    const dead = createServer();
    await new Promise<void>((resolve) => dead.listen(0, "127.0.0.1", resolve));
    const deadUrl = `http://127.0.0.1:${String((dead.address() as AddressInfo).port)}`;
    await new Promise((resolve) => dead.close(resolve));
    const courier = createCourier(partsWith([deadUrl]));
    await expect(courier.send({ kind: "webhook", url: deadUrl, secret: SECRET }, letter)).rejects.toMatchObject({ code: "HW_ALERT_REFUSED" });
  });

  it("goes nowhere private unless whoever runs this Highwire has allowed that very origin", async () => {
    const before = received.length;
    for (const [allowed, to] of [
      [[], url],
      [["http://127.0.0.1:1"], url],
      [[url], "https://127.0.0.1/hook"],
      [[], "https://169.254.169.254/latest"],
      [[], "https://10.0.0.1/"],
      [[], "https://user:password@hooks.example.com/"],
    ] as const) {
      const courier = createCourier(partsWith(allowed));
      await expect(courier.check({ kind: "webhook", url: to, secret: SECRET })).rejects.toMatchObject({ code: "HW_EGRESS_REFUSED" });
      await expect(courier.send({ kind: "webhook", url: to, secret: SECRET }, letter)).rejects.toMatchObject({ code: "HW_EGRESS_REFUSED" });
    }
    expect(received).toHaveLength(before);
  });
});

describe("an alert by e-mail", () => {
  it("keeps its Message-ID over all tries, and its end follows its beginning", async () => {
    const courier = createCourier(parts);
    await courier.send({ kind: "email", to: "lead@example.com" }, letter);
    await courier.send({ kind: "email", to: "lead@example.com" }, letter);
    await courier.send({ kind: "email", to: "lead@example.com" }, { ...letter, id: "a1.c1.ended", what: "ended" });
    const [first, again, end] = [await trap.next(), await trap.next(), await trap.next()];
    expect(first).toMatchObject({ to: "lead@example.com", from: "highwire@example.com", id: "<a1.c1.raised@highwire.invalid>" });
    expect(first.text).toContain("https://highwire.example.com/settings/connections");
    expect(again.id).toBe(first.id);
    expect(end.follows).toBe(first.id);
  });

  it("needs a mail server, and says which setting names it", async () => {
    const courier = createCourier({ ...parts, mail: null });
    await expect(courier.check({ kind: "email", to: "lead@example.com" })).rejects.toMatchObject({
      code: "HW_CONFIG_MISSING",
      data: { option: "HIGHWIRE_SMTP_URL" },
    });
  });
});

describe("an alert as an event of incident.io", () => {
  it("fires one alert of its source, however often it is sent, and resolves it", async () => {
    const { right } = await world.bridge();
    const source = must(world.incident.control.alertSources()[0], "an alert source");
    const target = { kind: "incident", connectionId: right, sourceId: source.id, secret: source.secretToken } as const;
    const courier = createCourier({ ...parts, clock: world.clock });
    const states = () => world.incident.control.alerts().flatMap((alert) => (alert["deduplication_key"] === "highwire:a1" ? [alert["status"]] : []));
    expect(await courier.send(target, letter)).toBe("incident.io accepted it");
    await courier.send(target, letter);
    expect(states()).toEqual(["firing"]);
    await courier.send(target, { ...letter, id: "a1.c1.ended", what: "ended" });
    expect(states()).toEqual(["resolved"]);
    await expect(courier.send({ ...target, secret: "not its token" }, letter)).rejects.toMatchObject({ kind: "vendor.auth" });
  });
});
