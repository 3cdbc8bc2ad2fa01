import type { FastifyInstance } from "fastify";
import * as contract from "#contract/alerts.ts";
import type { AlertChannel } from "#core/alerts/alert.ts";
import { alertWords } from "#core/alerts/alert-words.ts";
import { registry, type ErrorCode } from "#core/error-registry.ts";
import { HighwireError } from "#core/errors.ts";
import type { AlertDesk, ChannelTest, ToldAlert } from "#engine/alerts/alert-desk.ts";
import type { Application } from "#engine/application.ts";
import { whoIn } from "./caller.ts";
import { checked, checkNoBody } from "./problem.ts";

type ById = { Params: { id: string } };

/** `/api/v1/alerts`. */
export async function alertRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  const desk = (): AlertDesk => {
    if (app.alerts === null) throw new HighwireError("HW_NOT_CONNECTED");
    return app.alerts;
  };
  const channels = async (): Promise<contract.ChannelsView> => {
    const [listed, rules, connections] = await Promise.all([desk().channels(), desk().rules(), app.store.connections(app.workspaceId)]);
    const incident = connections.some(({ vendor }) => vendor === "incident");
    return contract.channelsView.parse({ channels: listed.map(toChannel), rules, mail: desk().mails, incident });
  };

  server.get("/alerts/channels", channels);
  server.get("/alerts/history", async () => {
    const [alerts, listed] = await Promise.all([desk().history(), desk().channels()]);
    const names = new Map(listed.map(({ id, name }) => [id, name]));
    return contract.alertHistory.parse({ alerts: alerts.map((alert) => toAlert(alert, names)) });
  });
  server.post("/alerts/channels", async (request) => {
    const { target, ...settings } = checked(contract.newChannel, request.body);
    const { channel, secret } = await desk().add(target, settings, whoIn(request));
    return contract.freshChannel.parse({ channel: toChannel(channel), secret });
  });
  server.post<ById>("/alerts/channels/:id", async (request) =>
    toChannel(await desk().change(request.params.id, checked(contract.channelSettings, request.body), whoIn(request))),
  );
  server.post<ById>("/alerts/channels/:id/state", async (request) =>
    toChannel(await desk().setPaused(request.params.id, checked(contract.channelState, request.body).paused, whoIn(request))),
  );
  server.post<ById>("/alerts/channels/:id/test", async (request) => {
    checkNoBody(request);
    return toTest(await desk().test(request.params.id, whoIn(request)));
  });
  server.post<ById>("/alerts/channels/:id/remove", async (request) => {
    checkNoBody(request);
    await desk().remove(request.params.id, whoIn(request));
    return channels();
  });
  server.post("/alerts/rules", async (request) => {
    await desk().setRules(checked(contract.alertRules, request.body), whoIn(request));
    return channels();
  });
}

const errorOf = (code: ErrorCode): { readonly code: ErrorCode; readonly number: string; readonly title: string; readonly fix: string } => {
  const { number, title, fix } = registry[code];
  return { code, number, title, fix };
};

const toChannel = ({ failure, ...channel }: AlertChannel): contract.ChannelView =>
  contract.channelView.parse({ ...channel, failure: failure === null ? null : errorOf(failure) });

const toTest = (test: ChannelTest): contract.ChannelTestView => (test.ok ? test : { ok: false, detail: test.detail, ...errorOf(test.code) });

function toAlert(alert: ToldAlert, names: ReadonlyMap<string, string>): contract.ToldAlertView {
  const { id, kind, code, href, raisedAt, endedAt, messages } = alert;
  const told = messages.map(({ channelId, what, state, attempts, finishedAt }) => ({
    channelId,
    channel: names.get(channelId) ?? null,
    what,
    state,
    attempts,
    at: finishedAt,
  }));
  return { id, kind, code, ...alertWords(alert), href, raisedAt, endedAt, told };
}
