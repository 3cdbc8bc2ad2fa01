import { expect, it } from "vitest";
import type { FieldPicker, OperationInput } from "#core/catalog/operation.ts";
import { pickValues } from "./picked-values.ts";

const users: FieldPicker = {
  operationId: "incident.users-v2.list",
  input: {},
  list: "users",
  value: "id",
  label: "name",
  beside: "email",
  pages: { size: 100, most: 5 },
};
const sam = { id: "U450", name: "Sam Poe", email: "poe@example.com" };
const people = Array.from({ length: 460 }, (_, at) => (at === 450 ? sam : { id: `U${at}`, name: `Ada ${at}`, email: `ada-${at}@example.com` }));

/** A vendor that tells its rows in pages; `ends` is how the last of them says so. */
function vendor(rows: readonly { readonly id: string }[], ends: "no cursor" | "an empty page") {
  const asked: OperationInput[] = [];
  const read = async (input: OperationInput): Promise<unknown> => {
    asked.push(input);
    const { page_size: size, after } = input.query as { readonly page_size: number; readonly after?: string };
    const from = after === undefined ? 0 : rows.findIndex(({ id }) => id === after) + 1;
    const page = rows.slice(from, from + size);
    const more = from + size < rows.length || (ends === "an empty page" && page.length > 0);
    return { users: page, pagination_meta: { page_size: size, ...(more && { after: page.at(-1)?.id }) } };
  };
  return { asked, read };
}

it("lists as many as people can look through, and reads no page beyond them", async () => {
  const { asked, read } = vendor(people, "no cursor");
  const { values, searchable } = await pickValues(users, "", read);
  expect({ first: values[0], listed: values.length, searchable }).toEqual({
    first: { value: "U0", label: "Ada 0 · ada-0@example.com" },
    listed: 200,
    searchable: true,
  });
  expect(asked.map(({ query }) => query)).toEqual([{ page_size: 100 }, { page_size: 100, after: "U99" }]);
});

it.each(["sam", "SAM poe", " poe@example ", "u450"])("finds %j on the last page of a list without a search", async (words) => {
  for (const ends of ["no cursor", "an empty page"] as const) {
    const { asked, read } = vendor(people, ends);
    expect((await pickValues(users, words, read)).values).toEqual([{ value: "U450", label: "Sam Poe · poe@example.com" }]);
    expect(asked).toHaveLength(5);
  }
});

it("ends at the most pages, however many there are, and at an empty one", async () => {
  const long = vendor([...people, ...people.map(({ id, ...rest }) => ({ ...rest, id: `X${id}` }))], "no cursor");
  expect((await pickValues(users, "nobody", long.read)).values).toEqual([]);
  expect(long.asked).toHaveLength(5);
  const none = vendor([], "an empty page");
  expect((await pickValues(users, "", none.read)).values).toEqual([]);
  expect(none.asked).toHaveLength(1);
});

it("lists nothing of an answer that has no list", async () => {
  expect(await pickValues(users, "", async () => null)).toEqual({ values: [], searchable: true });
});
