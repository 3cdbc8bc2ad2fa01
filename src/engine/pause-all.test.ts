import { expect, it } from "vitest";
import { createWorld } from "../../test/support/in-process-world.ts";

it("X8 pausing everything stops both connections, is told once, and resuming wakes only what it had paused", async () => {
  const { app, store, workspaceId, bridge: theBridge } = await createWorld();
  const bridge = await theBridge();
  await app.setConnectionState(bridge.left, "paused", "ada");
  expect((await app.pauseAll(true, "ada")).map(({ state }) => state)).toEqual(["paused", "paused"]);
  await app.pauseAll(true, "ada");
  await app.pauseAll(false, "ada");
  expect(await store.connection(workspaceId, bridge.left)).toMatchObject({ state: "paused", pausedBecause: "by-person" });
  expect(await store.connection(workspaceId, bridge.right)).toMatchObject({ state: "active", pausedBecause: null });
  const told = await store.journal(workspaceId, { kinds: ["config"], limit: 5 });
  expect(told.map(({ detail }) => detail)).toEqual([{ allPaused: false }, { allPaused: true }, { connection: bridge.left, state: "paused" }]);
});
