import { roles } from "#core/policy/role.ts";
import type { CommandSpec } from "./command-table.ts";

const personArg = { name: "<person>", about: "E-mail or id of somebody with an account here." } as const;

/** People's accounts, in the order of help. */
export const userCommands: readonly CommandSpec[] = [
  {
    path: "users list",
    summary: "List everybody who may sign in, and open invitations.",
    examples: ["users list", "users list --json"],
    load: async () => (await import("./commands/users.ts")).list,
  },
  {
    path: "users invite",
    summary: "Make a link by which somebody makes an account; it works once, for seven days.",
    examples: ["users invite --role operator", "users invite --role viewer --note 'for the night shift'"],
    flags: [
      { flag: "--role <role>", about: "What they will be allowed to do. Default: viewer.", words: roles },
      { flag: "--note <text>", about: "For you, to know it again in the list." },
    ],
    load: async () => (await import("./commands/users.ts")).invite,
  },
  {
    path: "users role",
    summary: "Give somebody another role.",
    examples: ["users role ada@example.com admin"],
    args: [personArg, { name: "<role>", about: `One of: ${roles.join(", ")}.` }],
    load: async () => (await import("./commands/users.ts")).role,
  },
  {
    path: "users remove",
    summary: "Shut somebody out at once: their sessions and API tokens end. What they did stays in the audit.",
    examples: ["users remove ada@example.com"],
    args: [personArg],
    load: async () => (await import("./commands/users.ts")).remove,
  },
  {
    path: "users restore",
    summary: "Let somebody in again who was shut out.",
    examples: ["users restore ada@example.com"],
    args: [personArg],
    load: async () => (await import("./commands/users.ts")).restore,
  },
  {
    path: "users reset-password",
    summary: "Make a link by which somebody sets a new password; it works once, for a day.",
    examples: ["users reset-password ada@example.com"],
    args: [personArg],
    load: async () => (await import("./commands/users.ts")).resetPassword,
  },
  {
    path: "users code",
    summary: "Make a new link for the first owner's account, when the one from the start is lost.",
    examples: ["users code"],
    load: async () => (await import("./commands/users.ts")).code,
  },
];
