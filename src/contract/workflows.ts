import { z } from "zod";
import { eventSources } from "#core/workflow/definition.ts";

export const workflowModes = ["off", "shadow", "live"] as const;
export const runStates = ["going", "parked", "done", "filtered", "stopped", "failed", "cancelled"] as const;

/** A definition as people write it; what of it cannot be used is told by the place where it stands. */
const definition = z.record(z.string().max(40), z.unknown());
/** Anything that JSON holds. */
const json = z.unknown();

export const workflowView = z.object({
  id: z.string(),
  name: z.string(),
  mode: z.enum(workflowModes),
  /** What begins it, in the version that runs, else in the draft. */
  trigger: z.enum(["event", "schedule", "webhook", "manual"]),
  /** Names of the events, or times and zone, where it begins so. */
  begins: z.array(z.string()),
  /** Version that new runs take; null before the first is published. */
  version: z.number().nullable(),
  changedAt: z.number(),
  changedBy: z.string(),
});
export type WorkflowView = z.infer<typeof workflowView>;
export const workflowList = z.object({
  workflows: z.array(
    workflowView.extend({
      /** The draft is not what the published version says. */
      edited: z.boolean(),
      lastRun: z.object({ state: z.enum(runStates), startedAt: z.number() }).nullable(),
    }),
  ),
});
export type WorkflowItem = z.infer<typeof workflowList>["workflows"][number];

export const workflowDetail = workflowView.extend({
  draft: definition,
  /** The draft is not what the published version says. */
  edited: z.boolean(),
  /** Newest first; `publishedBy` as people say it: a name for whoever has an account here. */
  versions: z.array(z.object({ version: z.number(), note: z.string(), publishedAt: z.number(), publishedBy: z.string() })),
  /** Where its steps may send webhooks; `isOff`: its receiver wants no more. */
  addresses: z.array(z.object({ name: z.string(), host: z.string(), isOff: z.boolean() })),
});
export type WorkflowDetail = z.infer<typeof workflowDetail>;

export const definitionRequest = z.strictObject({ definition });
/** `workflow`: whose definition it is to be, where it has been made. */
export const checkRequest = z.strictObject({ definition, workflow: z.string().max(100).optional() });
export const versionPath = z.object({ id: z.string(), version: z.coerce.number().int().min(1).max(1_000_000) });
export const versionDetail = z.object({ version: z.number(), definition });
export const workflowFileRequest = z.strictObject({ text: z.string().max(400_000) });
/** What a file says, still to be checked. */
export const workflowFile = z.object({ definition });
/** Told this once; the address is a path of this server. */
export const callSecret = z.object({ secret: z.string(), path: z.string() });
const addressName = z
  .string()
  .trim()
  .regex(/^[a-z][a-z0-9-]{0,39}$/u);
export const addressRequest = z.strictObject({
  name: addressName,
  url: z
    .string()
    .trim()
    .max(2_000)
    .pipe(z.url({ protocol: /^https?$/u })),
});
export const addressNamed = z.strictObject({ name: addressName });
/** By it the receiver verifies what is sent; told this once. */
export const signingSecret = z.object({ secret: z.string() });
export const publishRequest = z.strictObject({ note: z.string().trim().max(500).default("") });
export const rollBackRequest = z.strictObject({ version: z.int().min(1) });
export const workflowModeRequest = z.strictObject({ mode: z.enum(workflowModes) });
export const startRequest = z.strictObject({ trigger: json.optional() });
export const started = z.object({ run: z.string() });
/** Everything that is wrong with a definition; empty when it can be published. */
export const problemList = z.object({
  problems: z.array(
    z.object({
      at: z.string(),
      /** Id of the step that it is about; null for the workflow itself. */
      step: z.string().nullable(),
      code: z.string(),
      sentence: z.string(),
      /** The sentence without its place. */
      says: z.string(),
    }),
  ),
});
const eventChoice = { source: z.enum(eventSources), types: z.array(z.string().max(200)).min(1).max(20) };
export const samplesRequest = z.strictObject({ ...eventChoice, limit: z.int().min(1).max(20).default(10) });
/** Events as a run would find them, newest first. Values are masked for whoever may not see personal ones. */
export const sampleList = z.object({ samples: z.array(z.object({ eventId: z.string(), type: z.string(), at: z.number(), data: json })) });
export type SampleView = z.infer<typeof sampleList>["samples"][number];
export const matchRequest = z.strictObject({ ...eventChoice, condition: json });
export const matchCount = z.object({ matches: z.number(), of: z.number() });
/** What is worth knowing before publishing, and does not stand in its way. */
export const adviceView = z.object({
  notes: z.array(z.object({ step: z.string(), code: z.enum(["scope-missing", "scope-unproven", "may-loop"]), about: z.string() })),
  /** What it would take in a day, judged by the events of late or by its schedule; null where nothing tells that. */
  perDay: z.object({ runs: z.number(), least: z.number(), most: z.number() }).nullable(),
});
export type AdviceView = z.infer<typeof adviceView>;
export type WorkflowProblem = z.infer<typeof problemList>["problems"][number];
export const testRequest = z.strictObject({
  definition,
  trigger: json.optional(),
  /** Outputs of steps by id, which are then not gone through. */
  pins: z.record(z.string().max(40), json).optional(),
  /** Id of the last step to go through. */
  upTo: z.string().max(40).optional(),
});

const outcome = { state: z.enum(runStates), because: z.string().nullable(), at: z.string().nullable(), reason: z.string().nullable() };

export const runView = z.object({
  id: z.string(),
  workflow: z.string(),
  version: z.number(),
  ...outcome,
  shadow: z.boolean(),
  /**
   * What began it: `webhook highlevel <id>`, `own <event> <id>`, `call <id>`, `schedule <time>`, `person <who> <id>`, `run <id> <path>`,
   * `replay <id> <id>`.
   */
  cause: z.string(),
  /** The runs that led here by what they wrote, newest first, as `<workflow>:<run>`. */
  chain: z.array(z.string()),
  calls: z.number(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
});
export type RunView = z.infer<typeof runView>;
export const runList = z.object({ runs: z.array(runView), next: z.string().nullable() });
export const runQuery = z.object({
  workflow: z.string().max(100).optional(),
  state: z.enum(runStates).optional(),
  before: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const stepView = z.object({
  path: z.string(),
  kind: z.string(),
  state: z.enum(["waiting", "calling", "done", "failed"]),
  error: z.string().nullable(),
  attempts: z.number(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  dueAt: z.number().nullable(),
  /** Decided and not sent. */
  shadow: z.boolean(),
  input: json,
  output: json,
});
export type StepView = z.infer<typeof stepView>;
/** Values are masked for whoever may not see personal ones. */
export const runDetail = runView.extend({ trigger: json, steps: z.array(stepView) });
export type RunDetail = z.infer<typeof runDetail>;
export type WorkflowVersionView = WorkflowDetail["versions"][number];
export const rehearsal = z.object({ steps: z.array(stepView), outcome: z.object(outcome).nullable() });
export type RehearsalView = z.infer<typeof rehearsal>;

export const replayRequest = z.strictObject({ version: z.enum(["then", "today"]) });
export const answerRequest = z.strictObject({ path: z.string().max(400), approved: z.boolean(), note: z.string().trim().max(500).default("") });
