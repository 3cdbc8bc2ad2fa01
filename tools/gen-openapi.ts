/** Writes docs/openapi.json from the routes of the contract; `--check` fails when the committed file is stale. */
import { readFileSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { problem } from "../src/contract/problem.ts";
import { apiRoutes, type ApiRoute } from "../src/contract/routes.ts";

const file = join(import.meta.dirname, "..", "docs", "openapi.json");
const json = (schema: z.ZodType, io: "input" | "output") => ({
  "application/json": { schema: z.toJSONSchema(schema, { io, unrepresentable: "any" }) },
});

function operation(route: ApiRoute): Record<string, unknown> {
  const pathNames = [...route.path.matchAll(/\{(\w+)\}/gu)].map((match) => match[1]);
  const query = Object.entries(route.query?.shape ?? {});
  return {
    summary: route.summary,
    parameters: [
      ...pathNames.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })),
      ...query.map(([name, schema]) => ({
        name,
        in: "query",
        required: false,
        schema: z.toJSONSchema(schema as z.ZodType, { io: "input", unrepresentable: "any" }),
      })),
    ],
    ...(route.body !== undefined && { requestBody: { required: true, content: json(route.body, "input") } }),
    responses: {
      200: { description: "Done.", content: json(route.answer, "output") },
      default: { description: "Refused, with what to do next.", content: { "application/problem+json": { schema: z.toJSONSchema(problem) } } },
    },
  };
}

const paths: Record<string, Record<string, unknown>> = {};
for (const route of apiRoutes) paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
const text = `${JSON.stringify({ openapi: "3.1.0", info: { title: "Highwire", version: "1", license: { name: "Apache-2.0" } }, paths }, null, 2)}\n`;

if (!process.argv.includes("--check")) writeFileSync(file, text);
else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
  process.stderr.write("docs/openapi.json is stale: run `npm run gen`\n");
  process.exitCode = 1;
}
