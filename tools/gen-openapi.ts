/** Writes docs/openapi.json from the routes of the contract; `--check` fails when the committed file is stale. */
import { readFileSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { problem } from "../src/contract/problem.ts";
import { apiRoutes, eventRoute, outerRoutes } from "../src/contract/routes.ts";
import type { ApiRoute } from "../src/contract/api-route.ts";

const file = join(import.meta.dirname, "..", "docs", "openapi.json");
const media = (schema: z.ZodType, io: "input" | "output") => ({ schema: z.toJSONSchema(schema, { io, unrepresentable: "any" }) });

const answered = (answer: ApiRoute["answer"]): Record<string, unknown> =>
  typeof answer === "string" ? { [answer]: { schema: { type: "string" } } } : { "application/json": media(answer, "output") };

const refused = (refusal: ApiRoute["refusal"]): Record<string, unknown> =>
  refusal === undefined ? { "application/problem+json": media(problem, "output") } : { "application/json": media(refusal, "output") };

function operation(route: ApiRoute): Record<string, unknown> {
  const pathNames = [...route.path.matchAll(/\{(\w+)\}/gu)].map((match) => match[1]);
  const query = Object.entries(route.query?.shape ?? {});
  return {
    summary: route.summary,
    "x-highwire-needs": route.needs,
    parameters: [
      ...pathNames.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })),
      ...query.map(([name, schema]) => ({
        name,
        in: "query",
        required: !(schema as z.ZodType).safeParse(undefined).success,
        ...media(schema as z.ZodType, "input"),
      })),
    ],
    ...(route.body !== undefined && { requestBody: { required: true, content: { "application/json": media(route.body, "input") } } }),
    responses: {
      200: { description: "Done.", content: answered(route.answer) },
      default: { description: "Refused, with what to do next.", content: refused(route.refusal) },
    },
  };
}

const paths: Record<string, Record<string, unknown>> = {};
for (const route of [...apiRoutes, eventRoute, ...outerRoutes]) paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
const text = `${JSON.stringify({ openapi: "3.1.0", info: { title: "Highwire", version: "1", license: { name: "Apache-2.0" } }, paths }, null, 2)}\n`;

if (!process.argv.includes("--check")) writeFileSync(file, text);
else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
  process.stderr.write("docs/openapi.json is stale: run `npm run gen`\n");
  process.exitCode = 1;
}
