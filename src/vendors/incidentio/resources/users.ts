import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import { emailIn } from "../raw-values.ts";
import type { Send } from "../send.ts";
import { pageOf, paging, type Page } from "./pages.ts";

const user = z.looseObject({ id: z.string(), name: z.string(), email: z.string().nullish(), is_active: z.boolean().nullish() });
export type UserJson = z.infer<typeof user>;

const single = z.looseObject({ user });
const list = z.looseObject({ users: z.array(user), pagination_meta: paging });

/** People who work in incident.io: assignees. */
export interface UsersResource {
  /** One page of those who have not left. */
  list(query: { readonly pageSize: number; readonly after: string | null }, call: CallOptions): Promise<Page<UserJson>>;
  /** Whoever has not left and has this address, whatever its case; null for nobody. */
  findByEmail(email: string, call: CallOptions): Promise<UserJson | null>;
  show(id: string, call: CallOptions): Promise<UserJson>;
}

export function usersResource(send: Send): UsersResource {
  const ask = async (query: Readonly<Record<string, string | number | undefined>>, call: CallOptions): Promise<Page<UserJson>> => {
    const { users, pagination_meta } = await send("users.list", { path: {}, query, answer: list }, call);
    return pageOf(users, pagination_meta);
  };
  return {
    list: ({ pageSize, after }, call) => ask({ page_size: pageSize, after: after ?? undefined }, call),
    async findByEmail(email, call) {
      const { rows } = await ask({ email }, call);
      // A filter that the vendor does not know would be passed over, and anybody would be the assignee.
      return rows.find((row) => emailIn(row.email) === emailIn(email)) ?? null;
    },
    show: async (id, call) => (await send("users.show", { path: { id }, answer: single }, call)).user,
  };
}
