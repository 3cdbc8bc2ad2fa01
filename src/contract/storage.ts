import { z } from "zod";
import { checkupPages } from "#core/checkup.ts";

/** The store, who works on it, and what waits. Times are epoch milliseconds. */
export const storageView = z.object({
  /** When it was looked. */
  at: z.number(),
  store: z.object({ kind: z.enum(["embedded", "server", "memory"]), version: z.string(), fsync: z.boolean(), checksums: z.boolean() }),
  /** The largest first; `rows` is about right. */
  sizes: z.array(
    z.object({
      kind: z.enum(["contacts", "events", "journal", "calls", "writes", "conflicts", "plans", "workflows", "people", "others"]),
      bytes: z.number(),
      rows: z.number(),
    }),
  ),
  lastBackup: z.object({ at: z.number(), bytes: z.number(), rows: z.number() }).nullable(),
  workers: z.array(z.object({ machine: z.string(), process: z.string(), since: z.number(), seenAt: z.number(), isAlive: z.boolean() })),
  queue: z.object({ waiting: z.number(), since: z.number().nullable() }),
});
export type StorageView = z.infer<typeof storageView>;

/** What the doctor says; `fix` is the command or act that mends it, `page` where pages do the same. */
export const doctorView = z.object({
  checks: z.array(
    z.object({
      name: z.string(),
      state: z.enum(["ok", "warn", "fail"]),
      says: z.string(),
      fix: z.string().nullable(),
      page: z.enum(checkupPages).nullable(),
    }),
  ),
});
export type DoctorView = z.infer<typeof doctorView>;
