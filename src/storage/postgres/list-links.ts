import type { LinkPage, LinkQuery } from "#core/ports/store-queries.ts";
import { searchFor, type Search } from "#core/record/search-words.ts";
import { parseJson } from "#lib/json.ts";
import { clean, cleanId, statement, type Database, type Statement, type Transaction } from "./database.ts";
import { LINK_COLUMNS, toLinkRow, type StoredLink } from "./link-rows.ts";

/** Rows that one search looks at, at most: so it costs no more in a table of a million than in one of so many. */
const MOST_LOOKED_AT = 5_000;
/** Greater than every character that a text begins with. */
const LAST = "\u{10FFFF}";

type Sort = LinkQuery["sort"];

// $1 workspace, $2 bridges, $3 status, $4 HighLevel ids, $5 and $6 where the page begins, $7 how long it is, $8 rows that are passed over.
const BRIDGES = "COALESCE($2::text[], ARRAY(SELECT DISTINCT c.bridge_id FROM link_counts c WHERE c.workspace_id = $1))";
const FILTER = "($3::text IS NULL OR l.status = $3) AND ($4::text[] IS NULL OR l.left_id = ANY($4))";
const place: Readonly<Record<Sort, string>> = {
  name: "($5::text IS NULL OR (l.name_key, l.id) > ($5, $6))",
  changed: "($5::text IS NULL OR l.changed_at < $5::bigint OR (l.changed_at = $5::bigint AND l.id > $6))",
};
const order: Readonly<Record<Sort, string>> = { name: "l.name_key, l.id", changed: "l.changed_at DESC, l.id" };

const bySort = (name: string, text: (sort: Sort) => string): Readonly<Record<Sort, Statement>> => ({
  name: statement(`${name}-by-name`, text("name")),
  changed: statement(`${name}-by-change`, text("changed")),
});

const key: Readonly<Record<Sort, string>> = { name: "name_key", changed: "changed_at" };

// Bridge by bridge, each in the order of an index, and then merged. Ids first: rows that are passed over are not read.
const plainPage = bySort(
  "list",
  (sort) => `
  SELECT ${LINK_COLUMNS}, l.name_key FROM (
    SELECT p.id FROM unnest(${BRIDGES}) AS b (bridge_id) CROSS JOIN LATERAL (
      SELECT l.id, l.${key[sort]} FROM links l WHERE l.workspace_id = $1 AND l.bridge_id = b.bridge_id AND ${FILTER} AND ${place[sort]}
      ORDER BY ${order[sort]} LIMIT $7::int + $8::int) AS p
    ORDER BY ${order[sort].replaceAll("l.", "p.")} LIMIT $7 OFFSET $8) AS p
  JOIN links l ON l.workspace_id = $1 AND l.id = p.id ORDER BY ${order[sort]}`,
);
const counted = statement(
  "count-listed",
  `SELECT sum(links)::bigint AS total FROM link_counts WHERE workspace_id = $1 AND ($2::text[] IS NULL OR bridge_id = ANY($2)) AND ($3::text IS NULL OR status = $3)`,
);
const countNamed = statement(
  "count-named",
  `SELECT count(*) AS total FROM links l WHERE l.workspace_id = $1 AND l.bridge_id = ANY(${BRIDGES}) AND ${FILTER}`,
);

// $9 beginnings of words and $10 behind their ends, one of which a link must have; $11 what its words must all look like or $13 one of them; $12 rows looked at.
const WORDS = `
  SELECT w.link_id AS id FROM unnest($9::text[], $10::text[]) AS r (low, high) CROSS JOIN LATERAL (
    SELECT link_id FROM link_words w WHERE w.workspace_id = $1 AND w.word >= r.low AND w.word < r.high LIMIT $12) AS w`;
const NAMES = `
  SELECT n.id FROM unnest(${BRIDGES}) AS b (bridge_id) CROSS JOIN unnest($9::text[], $10::text[]) AS r (low, high) CROSS JOIN LATERAL (
    SELECT id FROM links l WHERE l.workspace_id = $1 AND l.bridge_id = b.bridge_id AND l.name_key >= r.low AND l.name_key < r.high LIMIT $12) AS n`;
const searchPage = (name: string, candidates: string): Readonly<Record<Sort, Statement>> =>
  bySort(
    name,
    (sort) => `
  WITH met AS MATERIALIZED (SELECT DISTINCT id FROM (${candidates}) AS c LIMIT $12),
  hits AS MATERIALIZED (
    SELECT l.id, l.name_key, l.changed_at FROM met JOIN links l ON l.workspace_id = $1 AND l.id = met.id
    WHERE l.bridge_id = ANY(${BRIDGES}) AND ${FILTER} AND (' ' || l.search_words LIKE ALL ($11::text[]) OR ' ' || l.search_words LIKE ANY ($13::text[])))
  SELECT t.total, t.looked_at, p.* FROM (SELECT (SELECT count(*) FROM hits) AS total, (SELECT count(*) FROM met) AS looked_at) AS t
  LEFT JOIN LATERAL (
    SELECT ${LINK_COLUMNS}, l.name_key FROM (SELECT * FROM hits l WHERE ${place[sort]} ORDER BY ${order[sort]} LIMIT $7 OFFSET $8) AS h
    JOIN links l ON l.workspace_id = $1 AND l.id = h.id) AS p ON true
  ORDER BY ${order[sort].replaceAll("l.", "p.")}`,
  );
const wordPage = searchPage("search-words", WORDS);
const namePage = searchPage("search-names", NAMES);
const countWords = statement(
  "count-words",
  `
  SELECT r.ord, count(*) AS links FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS r (low, high, ord) CROSS JOIN LATERAL (
    SELECT 1 FROM link_words w WHERE w.workspace_id = $1 AND w.word >= r.low AND w.word < r.high LIMIT $4) AS w GROUP BY r.ord`,
);

interface Listed extends StoredLink {
  readonly name_key: string;
}
/** A row of a search; the one row of an empty page has no link. */
type Found = (Listed | { readonly id: null }) & { readonly total: number; readonly looked_at: number };

/** A page of links, told by an index whatever is asked. */
export function listLinks(database: Database, query: LinkQuery): Promise<LinkPage> {
  return database.inWorkspace(query.workspaceId, async (transaction) => {
    if (query.search === undefined) return listed(transaction, query);
    return searched(transaction, query, searchFor(query.search));
  });
}

async function listed(transaction: Transaction, query: LinkQuery): Promise<LinkPage> {
  const filter = filterOf(query);
  const [rows, [count]] = await Promise.all([
    transaction.rows<Listed>(plainPage[query.sort], [...filter, ...placeIn(query.after, query.sort), query.limit + 1, query.offset ?? 0]),
    query.leftIds === undefined
      ? transaction.rows<{ total: number | null }>(counted, filter.slice(0, 3))
      : transaction.rows<{ total: number | null }>(countNamed, filter),
  ]);
  return { ...pageOf(rows, query), total: count?.total ?? 0, isTotal: true };
}

async function searched(transaction: Transaction, query: LinkQuery, search: Search): Promise<LinkPage> {
  const isName = search.kind === "name";
  const [all, any] = isName ? [[], []] : [search.all.map(clean), search.any.map(clean)];
  const looked = isName ? [clean(search.prefix)] : [...(await rarestOf(transaction, query.workspaceId, all)), ...any];
  const rows = await transaction.rows<Found>((isName ? namePage : wordPage)[query.sort], [
    ...filterOf(query),
    ...placeIn(query.after, query.sort),
    query.limit + 1,
    query.offset ?? 0,
    looked,
    looked.map((prefix) => prefix + LAST),
    all.map(wordLike),
    MOST_LOOKED_AT,
    any.map(wordLike),
  ]);
  const found = rows.filter((row): row is Listed & Found => row.id !== null);
  return { ...pageOf(found, query), total: rows[0]?.total ?? 0, isTotal: (rows[0]?.looked_at ?? 0) < MOST_LOOKED_AT };
}

/** Of words that a link must all have the one that fewest links have: those are looked at. */
async function rarestOf(transaction: Transaction, workspaceId: string, prefixes: readonly string[]): Promise<readonly string[]> {
  if (prefixes.length < 2) return prefixes;
  const ends = prefixes.map((prefix) => prefix + LAST);
  const counts = await transaction.rows<{ ord: number; links: number }>(countWords, [workspaceId, prefixes, ends, MOST_LOOKED_AT]);
  const linksOf = (index: number): number => counts.find(({ ord }) => ord === index + 1)?.links ?? 0;
  const least = Math.min(...prefixes.map((_prefix, index) => linksOf(index)));
  return prefixes.filter((_prefix, index) => linksOf(index) === least).slice(0, 1);
}

const filterOf = ({ workspaceId, bridgeIds, status, leftIds }: LinkQuery): readonly unknown[] => [
  workspaceId,
  bridgeIds ?? null,
  status ?? null,
  leftIds?.map(cleanId) ?? null,
];

function pageOf(rows: readonly Listed[], { limit, sort }: LinkQuery): Pick<LinkPage, "links" | "next"> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next =
    rows.length > limit && last !== undefined ? JSON.stringify([sort === "name" ? last.name_key : String(last.changed_at), last.id]) : null;
  return { links: page.map(toLinkRow), next };
}

/** Where a page ended; a cursor that is not ours starts at the beginning. */
function placeIn(after: string | undefined, sort: Sort): readonly [string | null, string | null] {
  const parsed = parseJson(after ?? "null");
  const [key, id] = parsed.kind === "parsed" && Array.isArray(parsed.value) ? (parsed.value as readonly unknown[]) : [];
  const isOurs = typeof key === "string" && typeof id === "string" && (sort === "name" || /^\d{1,15}$/u.test(key));
  return isOurs ? [clean(key), clean(id)] : [null, null];
}

/** Words of which one begins so; wildcards are letters like any other here. */
const wordLike = (prefix: string): string => `% ${prefix.replaceAll(/[\\%_]/gu, String.raw`\$&`)}%`;
