import { expect, it } from "vitest";
import { HighwireError } from "#core/errors.ts";
import { createWorld } from "../../test/support/in-process-world.ts";
import { pauseConnection } from "./pause-connection.ts";

it("X8 a connection that many refusals pause at once is paused and told once, and keeps the name that a person gives it meanwhile", async () => {
  const { store, workspaceId, ports, bridge: theBridge } = await createWorld();
  const bridge = await theBridge();
  const refused = new HighwireError("HW_VENDOR_REAUTH_NEEDED", { vendor: "highlevel" });
  await Promise.all([
    pauseConnection(ports, bridge, refused, "HW_VENDOR_REAUTH_NEEDED"),
    store.changeConnection(workspaceId, bridge.left, (connection) => ({ ...connection, name: "Named anew" })),
    pauseConnection(ports, bridge, refused, "HW_VENDOR_REAUTH_NEEDED"),
  ]);
  expect(await store.connection(workspaceId, bridge.left)).toMatchObject({
    name: "Named anew",
    state: "paused",
    pausedBecause: "HW_VENDOR_REAUTH_NEEDED",
  });
  expect(await store.connection(workspaceId, bridge.right)).toMatchObject({ state: "active" });
  const told = await store.journal(workspaceId, { kinds: ["config"], limit: 5 });
  expect(told.map(({ detail }) => detail)).toEqual([{ connectionPaused: bridge.left, code: "HW_VENDOR_REAUTH_NEEDED" }]);
});
