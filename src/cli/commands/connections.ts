import { vendorName } from "#core/vendor-name.ts";
import { HighwireError } from "#core/errors.ts";
import type { ConnectionId } from "#core/ids.ts";
import type { Connection } from "#core/ports/store.ts";
import type { Session } from "#main/session.ts";
import { neededArg, type CommandContext, type Given, type Run } from "../command-context.ts";
import { describeError } from "../describe-error.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";

export const list: Run = async ({ output, session }) => {
  const { app } = await session();
  const { connections } = await app.status();
  output.document("connections", { connections });
  if (connections.length === 0) output.note("No account is connected. Next: highwire connect highlevel --location <id> --token-file <file>");
  else
    output.table(
      ["ID", "VENDOR", "NAME", "ACCOUNT", "STATE"],
      connections.map((one) => [one.id, vendorName(one.vendor), one.name, accountWords(one), stateWords(one)]),
    );
  return exitCodes.done;
};

export const test: Run = async ({ output, session }, given) => {
  const opened = await session();
  const all = await opened.ports.store.connections(opened.workspaceId);
  const wanted = given.args[0];
  const chosen = wanted === undefined ? all : [await connectionOf(opened, wanted)];
  if (chosen.length === 0) throw new HighwireError("HW_NOT_CONNECTED");
  const results = await Promise.all(chosen.map((connection) => testOne(opened, connection)));
  output.document("connection-tests", { results: results.map(({ exitCode: _exitCode, ...shown }) => shown) });
  output.table(
    ["ID", "VENDOR", "NAME", "RESULT"],
    results.map(({ connection, ok, says }) => [connection.id, vendorName(connection.vendor), connection.name, `${ok ? "ok" : "failed"}: ${says}`]),
  );
  return results.find(({ ok }) => !ok)?.exitCode ?? exitCodes.done;
};

export const pause: Run = (context, given) => setState(context, given, "paused");
export const resume: Run = (context, given) => setState(context, given, "active");

async function setState(context: CommandContext, given: Given, state: Connection["state"]): Promise<ExitCode> {
  const session = await context.session();
  const { id } = await connectionOf(session, neededArg(given, 0, "<id>"));
  const connection = await session.app.setConnectionState(id, state, "cli");
  context.output.document("connection", { connection });
  context.output.data(state === "paused" ? `Paused ${connection.name}; its work waits.` : `${connection.name} goes on.`);
  return exitCodes.done;
}

interface Tested {
  readonly connection: Connection;
  readonly ok: boolean;
  readonly says: string;
  readonly exitCode: ExitCode;
}

async function testOne(session: Session, connection: Connection): Promise<Tested> {
  const { steps, missing } = await session.app.accounts.test(connection.id);
  const broken = steps.find(({ name, state, code }) => state === "failed" && code !== null && name !== "scopes")?.code ?? null;
  if (broken !== null) {
    const { title, number, fix, exitCode } = describeError(new HighwireError(broken));
    return { connection, ok: false, says: `${title} (${number}). ${fix}`, exitCode };
  }
  if (missing.length > 0) return { connection, ok: false, says: `lacks ${missing.join(", ")}`, exitCode: exitCodes.notConfigured };
  return { connection, ok: true, says: "reads", exitCode: exitCodes.done };
}

async function connectionOf(session: Session, id: string): Promise<Connection> {
  const connection = (await session.ports.store.connections(session.workspaceId)).find((one) => one.id === (id as ConnectionId));
  if (connection === undefined)
    throw new HighwireError("HW_REQUEST_NOT_FOUND", {
      detail: `no connection has the id ${JSON.stringify(id)}; \`highwire connections list\` shows them`,
    });
  return connection;
}

/** An incident.io key names no account, so there its connection stands for it. */
const accountWords = ({ account, id }: Connection): string => (account === id ? "–" : account);
const stateWords = ({ state, pausedBecause, sandbox }: Connection): string =>
  [state === "paused" ? `paused (${pausedBecause ?? "no reason kept"})` : "active", ...(sandbox ? ["sandbox"] : [])].join(", ");
