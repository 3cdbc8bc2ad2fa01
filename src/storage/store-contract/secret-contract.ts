import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import type { WorkspaceId } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";

export function secretContract(open: () => Store): void {
  const fresh = (): WorkspaceId => randomUUID() as WorkspaceId;

  it("gives a secret back, also one with any characters, and null for one never saved", async () => {
    const workspace = fresh();
    const value = "pit-œ-\u{1F511}-" + "x".repeat(5_000);
    await open().saveSecret(workspace, "connection:c1:credential", value);
    expect(await open().secret(workspace, "connection:c1:credential")).toBe(value);
    expect(await open().secret(workspace, "connection:c2:credential")).toBeNull();
    await open().saveSecret(workspace, "connection:c1:credential", "second");
    expect(await open().secret(workspace, "connection:c1:credential")).toBe("second");
  });

  it("forgets a secret, and no other; nothing happens where there is none", async () => {
    const [workspace, other] = [fresh(), fresh()];
    for (const [owner, name] of [
      [workspace, "a"],
      [workspace, "b"],
      [other, "a"],
    ] as const)
      await open().saveSecret(owner, name, "kept");
    for (let again = 0; again < 2; again += 1) await open().removeSecret(workspace, "a");
    const left = [await open().secret(workspace, "a"), await open().secret(workspace, "b"), await open().secret(other, "a")];
    expect(left).toEqual([null, "kept", "kept"]);
  });

  it("T1 shows no secret to another workspace", async () => {
    const workspace = fresh();
    await open().saveSecret(workspace, "token", "hidden");
    expect(await open().secret(fresh(), "token")).toBeNull();
  });

  it("X8 lets one changer in at a time, and the next one sees what was committed", async () => {
    const workspace = fresh();
    await open().saveSecret(workspace, "token", "0");
    let inside = 0;
    let most = 0;
    const changes = Array.from({ length: 12 }, () =>
      open().changeSecret(workspace, "token", async (value) => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setTimeout(resolve, 3));
        inside -= 1;
        return String(Number(value) + 1);
      }),
    );
    const results = await Promise.all(changes);
    expect(most).toBe(1);
    expect(await open().secret(workspace, "token")).toBe("12");
    expect(new Set(results).size).toBe(12);
  });

  it("X8 what a change returns is committed before its promise resolves; a secret may begin that way", async () => {
    const workspace = fresh();
    expect(await open().changeSecret(workspace, "new", async (value) => `was ${String(value)}`)).toBe("was null");
    expect(await open().secret(workspace, "new")).toBe("was null");
  });

  it("X8 a change that returns null or throws leaves the secret as it was, and frees the lock", async () => {
    const workspace = fresh();
    await open().saveSecret(workspace, "token", "kept");
    expect(await open().changeSecret(workspace, "token", async () => null)).toBe("kept");
    await expect(open().changeSecret(workspace, "token", () => Promise.reject(new RangeError("refresh failed")))).rejects.toThrow("refresh failed");
    expect(await open().secret(workspace, "token")).toBe("kept");
    expect(await open().changeSecret(workspace, "token", async (value) => `${String(value)}!`)).toBe("kept!");
    expect(await open().changeSecret(workspace, "absent", async () => null)).toBeNull();
    expect(await open().secret(workspace, "absent")).toBeNull();
  });

  it("X8 what is saved while a change is under way holds, so that no refusal of an old token spoils a new one", async () => {
    const workspace = fresh();
    await open().saveSecret(workspace, "token", "old");
    const saved: Promise<void>[] = [];
    await open().changeSecret(workspace, "token", async (value) => {
      saved.push(open().saveSecret(workspace, "token", "signed in again"));
      await new Promise((resolve) => setTimeout(resolve, 3));
      return `${String(value)}, refused`;
    });
    await Promise.all(saved);
    expect(await open().secret(workspace, "token")).toBe("signed in again");
  });

  it("X8 locks of different secrets do not wait for each other", async () => {
    const workspace = fresh();
    const answer = await open().changeSecret(workspace, "outer", async () => open().changeSecret(workspace, "inner", async () => "done"));
    expect(answer).toBe("done");
  });

  it("gives keyed hashes of 22 characters: equal for equal texts, different between workspaces", async () => {
    const workspace = fresh();
    const [one, again, foreign] = [await open().fingerprinter(workspace), await open().fingerprinter(workspace), await open().fingerprinter(fresh())];
    expect(one("a@example.com")).toMatch(/^[\w-]{22}$/u);
    expect(again("a@example.com")).toBe(one("a@example.com"));
    expect(one("b@example.com")).not.toBe(one("a@example.com"));
    expect(foreign("a@example.com")).not.toBe(one("a@example.com"));
  });
}
