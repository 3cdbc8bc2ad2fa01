import { expect, it } from "vitest";
import { MASK } from "./masked-json.ts";
import { withoutSecrets } from "./without-secrets.ts";

it("P5 masks what stands under the name of a secret, however deep, and nothing else", () => {
  const given = { alert_source: { name: "Customers", secret_token: "s3" }, list: [{ apiKey: "k", password: "" }], access_token: "t" };
  expect(withoutSecrets(given)).toEqual({
    alert_source: { name: "Customers", secret_token: MASK },
    list: [{ apiKey: MASK, password: "" }],
    access_token: MASK,
  });
  const harmless = { nextPageToken: "p", idempotency_key: "i", tokens: 5, secretary: "Sam" };
  expect(withoutSecrets(harmless)).toEqual(harmless);
});
