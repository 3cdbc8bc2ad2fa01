import type { FastifyInstance } from "fastify";
import { configApplied, configApplyRequest, configComparison, configFileRequest, configView, type ConfigComparisonView } from "#contract/config.ts";
import { readConfig, writeConfig, type ReadConfig } from "#contract/config-file.ts";
import { HighwireError } from "#core/errors.ts";
import type { Application } from "#engine/application.ts";
import type { ConfigComparison } from "#engine/config/config-desk.ts";
import { whoIn } from "./caller.ts";
import { checked } from "./problem.ts";

/** `/api/v1/config`: how accounts and flows are configured, as one file. */
export async function configRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  server.get("/config", async () => {
    const [document, drift] = await Promise.all([app.config.read(), app.config.drift()]);
    const applied = drift === null ? null : { at: drift.at, drift: withoutPlaces(drift) };
    return configView.parse({ text: writeConfig(document), applied });
  });
  server.get("/config/file.yaml", async (_request, reply) =>
    reply
      .type("application/yaml; charset=utf-8")
      .header("content-disposition", 'attachment; filename="highwire.yaml"')
      .send(writeConfig(await app.config.read())),
  );
  server.post("/config/compare", async (request) => {
    const read = readConfig(checked(configFileRequest, request.body).text);
    if (read.kind === "refused") return configComparison.parse({ hash: null, changes: [], problems: read.problems, untouched: [] });
    return configComparison.parse(withPlaces(read, await app.config.compare(read.document)));
  });
  server.post("/config/apply", async (request) => {
    const { text, hash } = checked(configApplyRequest, request.body);
    const read = readConfig(text);
    if (read.kind === "refused")
      throw new HighwireError("HW_REQUEST_INVALID", { field: "text", detail: read.problems[0]?.says ?? "the file cannot be read" });
    return configApplied.parse({ changes: await app.config.apply(read.document, hash, whoIn(request)) });
  });
}

const withPlaces = ({ placeOf }: Extract<ReadConfig, { kind: "read" }>, found: ConfigComparison): ConfigComparisonView => ({
  ...viewOf(found),
  problems: found.problems.map(({ path, says }) => ({ ...placeOf(path), says })),
});

/** Of a file whose text nobody has any more. */
const withoutPlaces = (found: ConfigComparison): ConfigComparisonView => ({
  ...viewOf(found),
  problems: found.problems.map(({ says }) => ({ line: null, column: null, says })),
});

const viewOf = ({ hash, changes, untouched }: ConfigComparison): Omit<ConfigComparisonView, "problems"> => ({
  hash,
  changes: [...changes],
  untouched: [...untouched],
});
