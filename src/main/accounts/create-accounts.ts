import type { Accounts } from "#engine/accounts.ts";
import { accountBook } from "./account-book.ts";
import type { AccountPorts } from "./account-ports.ts";
import { credentialWork } from "./credential-work.ts";
import { createSignIns } from "./sign-in/create-sign-ins.ts";

/** Everything about the connected accounts of one workspace. */
export function createAccounts(ports: AccountPorts): Accounts {
  return { ...credentialWork(ports), ...accountBook(ports), signIns: createSignIns(ports) };
}
