import { must } from "#lib/must.ts";
import type { SandboxAccounts } from "../sandbox-bridge.ts";
import { linesOf, startChild } from "./child.ts";

/** What the process of the sandboxes is sent in the first line. */
export interface SandboxOrder {
  /** Pairs of accounts, each with limits of its own. */
  readonly pairs: number;
  readonly contacts: number;
}

/** What it answers with, one for each pair. */
export interface DistantPair {
  readonly highlevel: Pick<SandboxAccounts["highlevel"], "baseUrl" | "token" | "locationId">;
  readonly customFields: ReturnType<SandboxAccounts["highlevel"]["control"]["customFields"]>;
  readonly incident: SandboxAccounts["incident"];
  readonly contactIds: readonly string[];
}

/** What it is told in each further line. */
export type SandboxCommand =
  /** Limits that nobody reaches, and answers that take so many milliseconds. */
  | { readonly do: "lift-limits"; readonly answerMs: number }
  /** Somebody changes these contacts of each pair in HighLevel; nothing is told about it. */
  | { readonly do: "edit"; readonly contactIds: readonly (readonly string[])[] };

/** Pairs of sandboxes in a process of their own. */
export interface DistantSandboxes {
  readonly pairs: readonly { readonly accounts: SandboxAccounts; readonly contactIds: readonly string[] }[];
  /** Resolves when it is done. */
  tell(command: SandboxCommand): Promise<void>;
  close(): Promise<void>;
}

/** Starts them; `close` ends them and their process. */
export async function startDistantSandboxes(order: SandboxOrder, signal: AbortSignal): Promise<DistantSandboxes> {
  const child = startChild("./sandbox-process.ts", order, signal);
  const lines = linesOf(must(child.stdout, "its output"));
  const said = async (what: string): Promise<string> => {
    const line = await lines.next();
    return must(line.done === true ? null : line.value, what);
  };
  const pairs = JSON.parse(await said("the sandboxes")) as readonly DistantPair[];
  return {
    pairs: pairs.map(({ highlevel, customFields, incident, contactIds }) => ({
      accounts: { highlevel: { ...highlevel, control: { customFields: () => customFields } }, incident },
      contactIds,
    })),
    async tell(command) {
      child.stdin?.write(`${JSON.stringify(command)}\n`);
      await said("that it is done");
    },
    async close() {
      child.stdin?.end();
      await child.ended;
    },
  };
}
