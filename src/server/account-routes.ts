import type { FastifyInstance } from "fastify";
import type { z } from "zod";
import {
  checkRequest,
  connectedAnswer,
  connectionDetail,
  connectRequest,
  credentialCheck,
  historyAnswer,
  locationRequest,
  lookEveryRequest,
  permissionsAnswer,
  removeSecretRequest,
  rotateAnswer,
  rotateRequest,
  webhookSecretAnswer,
  webhookSecretRequest,
  webhooksAnswer,
  webhookView,
} from "#contract/accounts.ts";
import type { ConnectionId } from "#core/ids.ts";
import { fieldLabels } from "#core/mapping/field-label.ts";
import type { AccountDetail, CredentialToCheck } from "#engine/accounts.ts";
import type { Application } from "#engine/application.ts";
import { causeWords, sentenceForEntry } from "#engine/explain/sentences.ts";
import { whoIn } from "./caller.ts";
import { checked, checkNoBody } from "./problem.ts";
import { toConnection } from "./views.ts";

/** Entries of a connection's history that are shown. */
const HISTORY = 100;

interface Named {
  readonly Params: { readonly id: string };
}
const idOf = (request: { readonly params: Named["Params"] }): ConnectionId => request.params.id as ConnectionId;

/** `/api/v1/setup` and what `/api/v1/connections` tells and changes of one connection. */
export async function accountRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  setupRoutes(server, app);
  connectionRoutes(server, app);
  webhookSettingRoutes(server, app);
}

function setupRoutes(server: FastifyInstance, { accounts, store, workspaceId }: Application): void {
  server.post("/setup/location", (request) => ({ locationId: accounts.locationIn(checked(locationRequest, request.body).address) }));
  server.post("/setup/check", async (request) => credentialCheck.parse(await accounts.check(asCandidate(checked(checkRequest, request.body)))));
  server.post("/setup/connect", async (request) => {
    const given = checked(connectRequest, request.body);
    const asked = { ...asCandidate(given), name: given.name ?? null, webhookSecret: given.webhookSecret ?? null };
    const { connection, check } = await accounts.add(asked, whoIn(request));
    return connectedAnswer.parse({ connection: toConnection(connection), check, webhooks: await accounts.webhooks(connection.id) });
  });
  server.get("/setup/webhooks", async () => {
    const connections = await store.connections(workspaceId);
    return webhooksAnswer.parse({ webhooks: await Promise.all(connections.map(({ id }) => accounts.webhooks(id))) });
  });
  server.get("/setup/permissions", async () => permissionsAnswer.parse({ scopes: await accounts.permissions() }));
}

function connectionRoutes(server: FastifyInstance, { accounts, store, workspaceId }: Application): void {
  server.get<Named>("/connections/:id", async (request) => connectionDetail.parse(toAccount(await accounts.detail(idOf(request)))));
  server.get<Named>("/connections/:id/history", async (request) => {
    const rows = await accounts.history(idOf(request), HISTORY);
    const label = fieldLabels(await store.bridges(workspaceId));
    return historyAnswer.parse({
      entries: rows.map((row) => ({ id: row.id, at: row.at, sentence: sentenceForEntry(row, label), chain: row.cause.map(causeWords) })),
    });
  });
  server.post<Named>("/connections/:id/test", async (request) => {
    checkNoBody(request);
    return credentialCheck.parse(await accounts.test(idOf(request)));
  });
  server.post<Named>("/connections/:id/rotate", async (request) =>
    rotateAnswer.parse(await accounts.rotate(idOf(request), checked(rotateRequest, request.body).token, whoIn(request))),
  );
}

function webhookSettingRoutes(server: FastifyInstance, { accounts }: Application): void {
  server.post<Named>("/connections/:id/webhook-secrets", async (request) => {
    const id = idOf(request);
    const { fitsRefused } = await accounts.addWebhookSecret(id, checked(webhookSecretRequest, request.body).secret, whoIn(request));
    return webhookSecretAnswer.parse({ fitsRefused, webhooks: await accounts.webhooks(id) });
  });
  server.post<Named>("/connections/:id/webhook-secrets/remove", async (request) => {
    const id = idOf(request);
    await accounts.removeWebhookSecret(id, checked(removeSecretRequest, request.body).fingerprint, whoIn(request));
    return webhookView.parse(await accounts.webhooks(id));
  });
  server.post<Named>("/connections/:id/look-every", async (request) => {
    const id = idOf(request);
    await accounts.lookEvery(id, checked(lookEveryRequest, request.body).everyMs, whoIn(request));
    return webhookView.parse(await accounts.webhooks(id));
  });
}

const asCandidate = ({ vendor, token, location, flows }: z.infer<typeof checkRequest>): CredentialToCheck => ({
  vendor,
  credential: token,
  location: location ?? null,
  entities: flows ?? null,
});

function toAccount({ connection, ...detail }: AccountDetail): unknown {
  const { account, auth, facts } = connection;
  return { ...detail, connection: toConnection(connection), account, auth, facts };
}
