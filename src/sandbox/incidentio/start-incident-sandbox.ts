import { advanceable, systemSandboxClock } from "../kit/clock.ts";
import { controlRoutes } from "../kit/control.ts";
import { Faults } from "../kit/faults.ts";
import { HttpApp, type SandboxRequest, type SandboxResponse } from "../kit/http-app.ts";
import { Prng } from "../kit/prng.ts";
import { admitAlertSource } from "./alerts/alert-event-routes.ts";
import { createControl, type IncidentControl } from "./control.ts";
import { createState, type IncidentSandboxOptions } from "./create-state.ts";
import { problem, withRequestId } from "./envelope.ts";
import { defaultRoles } from "./roles.ts";
import { route } from "./routes.ts";
import { addSampleAlerts, addSampleIncidents, addSampleTeams, addSampleTimeline, addSampleWork } from "./sample-data.ts";
import type { IncidentState } from "./state.ts";

export interface IncidentSandbox {
  /** Empty until it listens. */
  readonly baseUrl: string;
  readonly app: HttpApp;
  readonly control: IncidentControl;
  /** `whsec_` and base64: the secret that the sandbox began with. */
  readonly webhookSecret: string;
  /** Token of a key with the roles of the contact flow. */
  readonly apiKey: string;
  close(): Promise<void>;
}

/** Starts an emulated incident.io on 127.0.0.1. Everything lives in memory. */
export async function startIncidentSandbox(options: IncidentSandboxOptions = {}): Promise<IncidentSandbox> {
  const sandbox = createIncidentSandbox(options);
  return { ...sandbox, baseUrl: await sandbox.app.listen(options.port ?? 0) };
}

/** The same without sockets: call `app.handle`. */
export function createIncidentSandbox(options: IncidentSandboxOptions = {}): IncidentSandbox {
  const { seed = 1, sampleIncidents = 5 } = options;
  const clock = advanceable(options.clock ?? systemSandboxClock);
  const state = createState(options, clock, seed);
  const apiKey = state.keys.add({ name: "Sandbox key", roles: defaultRoles });
  addSampleTeams(state);
  addSampleIncidents(state, sampleIncidents);
  addSampleWork(state);
  addSampleTimeline(state);
  addSampleAlerts(state);
  const faults = new Faults(new Prng(seed + 101), clock, (status, message) => problem(status, "injected", message));
  const control = createControl(state, faults, clock);
  const answerControl = controlRoutes(control);
  const requestIds = new Prng(seed + 103);
  const handle = async (request: SandboxRequest): Promise<SandboxResponse> => {
    const answer = (await answerControl(request)) ?? (await faults.around(request, async () => answerCall(state, request)));
    return withRequestId(answer, () => uuid(requestIds));
  };
  const app = new HttpApp(handle);
  return { baseUrl: "", app, control, webhookSecret: state.events.secret, apiKey, close: () => app.close() };
}

/** The key first, or the secret of an alert's source; then its bucket, then the operation: an over-limit call is never processed. */
function answerCall(state: IncidentState, request: SandboxRequest): SandboxResponse {
  const key = admitAlertSource(state, request) ?? state.keys.admit(request);
  if ("status" in key) return key;
  const { refusal, headers } = state.limits.take(key, request);
  const response = refusal ?? route(state, request, key);
  return { ...response, headers: { ...headers, ...response.headers } };
}

function uuid(prng: Prng): string {
  const text = prng.text(32, "0123456789abcdef");
  return [text.slice(0, 8), text.slice(8, 12), `4${text.slice(13, 16)}`, `a${text.slice(17, 20)}`, text.slice(20)].join("-");
}
