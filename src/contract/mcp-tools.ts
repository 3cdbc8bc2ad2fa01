import { z } from "zod";
import { activityResult } from "./activity-filter.ts";
import { catalogQuery } from "./operations.ts";
import { planRequest } from "./plans.ts";
import { runStates } from "./workflows.ts";

/** One thing that a program may ask through `highwire mcp`: a read of the API, and nothing else. */
export interface ReadTool {
  readonly name: string;
  readonly title: string;
  /** What it is for, as the program reads it. */
  readonly about: string;
  readonly input: z.ZodObject;
  /** Path and query of the read; what is given was checked against `input`. */
  readonly path: (given: Readonly<Record<string, unknown>>) => string;
}

const id = z.string().trim().min(1).max(80);
const limit = (most: number, standard: number) => z.int().min(1).max(most).default(standard).describe("How many at most.");

function tool<Input extends z.ZodObject>(
  name: string,
  title: string,
  about: string,
  input: Input,
  path: string | ((given: z.infer<Input>) => readonly [path: string, query?: Readonly<Record<string, string | number | undefined>>]),
): ReadTool {
  const pathOf = (given: Readonly<Record<string, unknown>>): string => {
    const [where, query = {}] = typeof path === "string" ? [path] : path(given as z.infer<Input>);
    const search = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${encodeURIComponent(String(value))}`]));
    return `/api/v1${where}${search.length === 0 ? "" : `?${search.join("&")}`}`;
  };
  return { name, title, about, input, path: pathOf };
}

const nothing = z.strictObject({});
const inPath = (text: string): string => encodeURIComponent(text);

/** Everything that `highwire mcp` reads; each shows what a Viewer sees. */
export const readTools: readonly ReadTool[] = [
  tool("status", "Status", "Health of accounts, bridges, limits and store.", nothing, "/status"),
  tool("list_flows", "Flows", "The six flows with their modes and bridges; a bridge's id is what propose_plan takes.", nothing, "/flows"),
  tool("needs_you", "What needs people", "What waits for a person: paused accounts, brakes, failures and conflicts by cause.", nothing, "/needs-you"),
  tool(
    "find_contacts",
    "Find contacts",
    "Contacts by the beginnings of words of name, e-mail, phone or id. E-mail and phone are masked.",
    z.strictObject({ words: z.string().trim().min(1).max(200), limit: limit(50, 20) }),
    ({ words, limit: most }) => ["/contacts", { search: words, limit: most }],
  ),
  tool(
    "explain_contact",
    "Why is this contact as it is?",
    "Why a contact is or is not in step, step by step: what came, what was decided, what was written.",
    z.strictObject({ contact: z.string().trim().min(1).max(400).describe("Id at either vendor, id here, or words that find one contact.") }),
    ({ contact }) => ["/contacts/why", { q: contact }],
  ),
  tool(
    "recent_activity",
    "Activity",
    "What happened and why, newest first.",
    z.strictObject({
      contact: id.optional().describe("Only of the record with this id here."),
      result: activityResult.optional(),
      error: z.string().max(60).optional().describe("Only with this error, such as HW_VENDOR_VALIDATION."),
      limit: limit(50, 20),
    }),
    (given) => ["/activity", given],
  ),
  tool(
    "explain_activity",
    "One entry of activity",
    "One entry with everything that is kept of how it came about.",
    z.strictObject({ id }),
    ({ id: entry }) => [`/activity/${inPath(entry)}`],
  ),
  tool(
    "open_conflicts",
    "Open conflicts",
    "Conflicts that nobody has answered yet, newest first, without their values.",
    z.strictObject({ limit: limit(100, 50) }),
    (given) => ["/conflicts/inbox", given],
  ),
  tool(
    "search_catalog",
    "Search the catalog",
    "Actions and triggers of both vendors and of Highwire itself, by plain words.",
    z.strictObject({ words: z.string().trim().min(1).max(200), vendor: catalogQuery.shape.vendor, kind: catalogQuery.shape.kind }),
    (given) => ["/operations", given],
  ),
  tool(
    "show_catalog_entry",
    "One entry of the catalog",
    "One action or trigger: its fields, scopes, cost and an example.",
    z.strictObject({ id: z.string().trim().min(1).max(200) }),
    ({ id: entry }) => [`/operations/${inPath(entry)}`],
  ),
  tool("list_workflows", "Workflows", "Workflows with their modes and versions.", nothing, "/workflows"),
  tool(
    "list_runs",
    "Runs of workflows",
    "Runs of workflows, newest first, without the values they began with.",
    z.strictObject({ state: z.enum(runStates).optional(), limit: limit(50, 20) }),
    (given) => ["/workflow-runs", given],
  ),
  tool(
    "show_plan",
    "One plan",
    "A plan's sums: what it would create, change and delete, in how many calls, and what became of it.",
    z.strictObject({ id }),
    ({ id: plan }) => [`/plans/${inPath(plan)}`],
  ),
];

/** The one thing that asks for more than a read: a plan of what a run would write. It is carried out by a person, on its page, or not at all. */
export const proposePlan = {
  name: "propose_plan",
  title: "Propose a plan",
  about:
    "Has a plan made of what a bridge would write now, and tells its sums and the address of its page. Nothing is written: a person looks at the plan there and decides. Needs a token of a Builder.",
  input: planRequest.extend({ bridgeId: id.describe("Id of a bridge; list_flows tells it.") }),
} as const;
