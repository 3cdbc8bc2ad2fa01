import { advanceable, systemSandboxClock } from "../kit/clock.ts";
import { controlRoutes } from "../kit/control.ts";
import { Faults } from "../kit/faults.ts";
import { HttpApp, type SandboxRequest, type SandboxResponse } from "../kit/http-app.ts";
import { Prng } from "../kit/prng.ts";
import { refuse } from "./access.ts";
import { consentPage } from "./consent-page.ts";
import { createControl, type HighLevelControl } from "./control.ts";
import { createState, type HighLevelSandboxOptions } from "./create-state.ts";
import { answerToken } from "./oauth-routes.ts";
import type { OAuth } from "./oauth.ts";
import { answerRoute, operationName } from "./routes.ts";
import { fillSandbox } from "./sample-location.ts";
import { restoreSnapshot, takeSnapshot } from "./snapshot.ts";
import type { HighLevelState } from "./state.ts";

export interface HighLevelSandbox {
  /** Empty until it listens. */
  readonly baseUrl: string;
  readonly app: HttpApp;
  readonly control: HighLevelControl;
  /** SPKI of the sandbox's own Ed25519 key, base64. */
  readonly publicKey: string;
  /** A private integration token of the first location with the scopes of all flows. */
  readonly token: string;
  /** The first location. */
  readonly locationId: string;
  readonly companyId: string;
  /** The marketplace app's client id and secret are `oauth.app`. */
  readonly oauth: OAuth;
  close(): Promise<void>;
}

/** Starts an emulated HighLevel on 127.0.0.1. Everything lives in memory. */
export async function startHighLevelSandbox(options: HighLevelSandboxOptions = {}): Promise<HighLevelSandbox> {
  const sandbox = createHighLevelSandbox(options);
  const baseUrl = await sandbox.app.listen(options.port ?? 0);
  return { ...sandbox, baseUrl };
}

/** The same without sockets: call `app.handle`. */
export function createHighLevelSandbox(options: HighLevelSandboxOptions = {}): HighLevelSandbox {
  const { seed = 1, sampleContacts: contacts = 0, sampleRecords: records = 0 } = options;
  const clock = advanceable(options.clock ?? systemSandboxClock);
  const state = createState(options, clock, seed);
  const empty = takeSnapshot(state);
  const faults = new Faults(new Prng(seed + 1), clock, (status, message) => refuse(status, message));
  const token = fillSandbox(state, { contacts, records });
  const control = createControl(state, faults, clock, () => {
    restoreSnapshot(state, empty);
    fillSandbox(state, { contacts, records });
  });
  const answerControl = controlRoutes(control);
  const handle = async (request: SandboxRequest): Promise<SandboxResponse> =>
    (await answerControl(request)) ?? consentPage(state, request) ?? answerApi(state, faults, request);
  const app = new HttpApp(handle);
  const [first] = state.locations.values();
  return {
    baseUrl: "",
    app,
    control,
    publicKey: state.webhooks.publicKey,
    token,
    locationId: first?.id ?? "",
    companyId: first?.companyId ?? "",
    oauth: state.oauth,
    close: () => app.close(),
  };
}

/** Operations whose answers were recorded without the six rate headers (facts, section 13). */
const withoutLimitHeaders: ReadonlySet<string> = new Set(["GET /users/{userId}"]);

/** Counts every call of the API, whatever becomes of it. */
function answerApi(state: HighLevelState, faults: Faults, request: SandboxRequest): Promise<SandboxResponse> {
  state.counters.count(operationName(request), false);
  return faults.around(request, async () => answer(state, request));
}

/** Version and token first, then the budget, then the operation: an over-limit call is never processed. */
function answer(state: HighLevelState, request: SandboxRequest): SandboxResponse {
  if (request.method === "POST" && request.path === "/oauth/token") return answerToken(state, request);
  const admitted = state.access.admit(request);
  if ("status" in admitted) return admitted;
  const { refusal, headers } = state.limits.take(admitted);
  const response = refusal ?? answerRoute(state, request, admitted);
  return { ...response, headers: { ...(!withoutLimitHeaders.has(operationName(request)) && headers), ...response.headers } };
}
