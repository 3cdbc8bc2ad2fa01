import { expect, it } from "vitest";
import { grantIn, judgeRefreshes } from "./token-refreshes.ts";
import type { Call } from "./universe.ts";

const [one, other] = [{ name: "one" }, { name: "other" }];

const refresh = (given: Pick<Call, "at" | "endedAt" | "life" | "grant"> & { readonly token: string }): Call => ({
  method: "POST",
  path: "/oauth/token",
  body: `grant_type=refresh_token&refresh_token=${given.token}`,
  ghost: false,
  status: 200,
  recordId: null,
  ...given,
});
const violationsOf = (calls: readonly Call[], deaths: readonly (readonly [object, number])[] = []): readonly string[] =>
  judgeRefreshes({ calls: [...calls], deaths: new Map(deaths) }).violations;

const first = refresh({ at: 0, endedAt: 40, life: one, token: "a", grant: "answered" });

it("X8 the judge notices two refreshes in flight at once, unless whoever made the first one was dead by then", () => {
  const second = refresh({ at: 20, endedAt: 60, life: other, token: "b", grant: "answered" });
  expect(violationsOf([first, second])).toEqual(["X8 two refreshes were in flight at once"]);
  expect(violationsOf([first, { ...second, at: 40 }])).toEqual([]);
  expect(violationsOf([first, second], [[one, 20]])).toEqual([]);
  expect(violationsOf([first, second], [[one, 30]])).toEqual(["X8 two refreshes were in flight at once"]);
});

it("X8 the judge notices a token that is offered again, unless the first answer was lost", () => {
  const again = refresh({ at: 100, endedAt: 140, life: other, token: "a", grant: "answered" });
  expect(violationsOf([first, again])).toEqual(["X8 a refresh token was offered again after its first offer had been answered"]);
  expect(violationsOf([{ ...first, grant: "refused" }, again])).toEqual([
    "X8 a refresh token was offered again after its first offer had been refused",
  ]);
  expect(violationsOf([{ ...first, grant: "lost" }, again])).toEqual([]);
  expect(violationsOf([first, again], [[one, 40]])).toEqual([]);
  expect(violationsOf([first, again], [[one, 41]])).toHaveLength(1);
  expect(violationsOf([first, { ...again, body: "grant_type=refresh_token&refresh_token=b" }])).toEqual([]);
});

it("X8 an answer counts as lost that is cut, no JSON, or says nothing of the token", () => {
  const grantOf = (status: number, text: string): string => grantIn("/oauth/token", { status, text });
  expect(grantOf(200, `{"access_token":"a"}`)).toBe("answered");
  expect(grantOf(400, `{"message":"Invalid grant: refresh token is invalid"}`)).toBe("refused");
  expect([grantOf(200, `{"access_`), grantOf(200, "<html>"), grantOf(401, `{"message":"Invalid JWT"}`), grantOf(500, "{}")]).toEqual(
    Array.from({ length: 4 }, () => "lost"),
  );
});
