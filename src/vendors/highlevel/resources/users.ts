import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";

const user = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  email: z.string().nullish(),
  deleted: z.boolean().nullish(),
});
export type UserJson = z.infer<typeof user>;
const list = z.looseObject({ users: z.array(user) });

/** People who work in HighLevel: assignees and owners. */
export interface UsersResource {
  /** All users of the location. */
  list(call: CallOptions): Promise<readonly UserJson[]>;
  read(id: string, call: CallOptions): Promise<UserJson>;
}

export function usersResource(send: Send, locationId: string): UsersResource {
  return {
    list: async (call) => (await send("users.list", { path: {}, query: { locationId }, answer: list }, call)).users,
    read: (id, call) => send("users.read", { path: { userId: id }, answer: user }, call),
  };
}
