import * as contract from "#contract/alerts.ts";
import { post, request } from "./request.ts";

const at = (id: string, rest = ""): string => `/alerts/channels/${encodeURIComponent(id)}${rest}`;

export const fetchChannels = async (): Promise<contract.ChannelsView> => contract.channelsView.parse(await request("/alerts/channels"));
export const fetchAlertHistory = async (): Promise<readonly contract.ToldAlertView[]> =>
  contract.alertHistory.parse(await request("/alerts/history")).alerts;
export const addChannel = async (given: contract.NewChannel): Promise<contract.FreshChannel> =>
  contract.freshChannel.parse(await post("/alerts/channels", given));
export const changeChannel = (id: string, settings: contract.ChannelSettingsBody): Promise<unknown> => post(at(id), settings);
export const setChannelPaused = (id: string, paused: boolean): Promise<unknown> => post(at(id, "/state"), { paused });
export const testChannel = async (id: string): Promise<contract.ChannelTestView> => contract.channelTest.parse(await post(at(id, "/test")));
export const removeChannel = (id: string): Promise<unknown> => post(at(id, "/remove"));
export const saveAlertRules = (rules: contract.AlertRulesView): Promise<unknown> => post("/alerts/rules", rules);
