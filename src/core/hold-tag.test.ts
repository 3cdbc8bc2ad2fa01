import { expect, it } from "vitest";
import type { CaseRules } from "./bridge.ts";
import { withHoldTag } from "./hold-tag.ts";

const none: CaseRules = { affectedFieldId: null, tellsPrivate: false, tellsDrills: false, holdTag: null };

it("remembers every tag that held before, and forgets one that holds again", () => {
  const first = withHoldTag(none, " Marketing-Hold ");
  expect(first).toEqual({ ...none, holdTag: "marketing-hold", formerHoldTags: [] });
  const off = withHoldTag(withHoldTag(first, "quiet"), null);
  expect(off).toMatchObject({ holdTag: null, formerHoldTags: ["marketing-hold", "quiet"] });
  expect(withHoldTag(off, "quiet")).toMatchObject({ holdTag: "quiet", formerHoldTags: ["marketing-hold"] });
});
