import { HighwireError } from "#core/errors.ts";
import type { ErrorCode } from "#core/error-registry.ts";
import type { CheckStep, CheckStepName, CredentialCheck, ScopeProof } from "#engine/accounts.ts";
import type { AccountToProbe, ProbedAccount, Vendors } from "../vendors.ts";
import { wrongForm } from "./credential-form.ts";
import type { ScopeUse } from "./needed-scopes.ts";

/** A pasted credential and whose it should be. */
export interface Candidate {
  readonly account: AccountToProbe;
  /** Permissions that are wanted of it. */
  readonly uses: readonly ScopeUse[];
  /** OAuth 2.0: what the vendor said it granted; null for other credentials. */
  readonly granted: readonly string[] | null;
}

const order: readonly CheckStepName[] = ["format", "reach", "account", "scopes"];
/** Reads that run side by side, so that a check stays far below the vendors' limits. */
const AT_ONCE = 4;

/** Looks at a credential step by step: its form, whether the vendor takes it, for this account, and each permission by a read. Writes nothing. */
export async function checkCredential(
  vendors: Pick<Vendors, "probe" | "proves" | "callsToday">,
  { account, uses, granted }: Candidate,
): Promise<CredentialCheck> {
  // What a vendor has handed out itself is not judged by its looks.
  const unfit = granted === null ? wrongForm(account) : null;
  if (unfit !== null) return failedAt("format", unfit);
  let probed: ProbedAccount | null = null;
  let lacksRead = false;
  try {
    probed = await vendors.probe(account);
  } catch (error) {
    if (!(error instanceof HighwireError)) throw error;
    if (error.code === "HW_VENDOR_SCOPE_MISSING" && error.data.vendorCode === "location or agency access")
      return failedAt("account", "HW_CREDENTIAL_OTHER_ACCOUNT");
    if (error.code !== "HW_VENDOR_SCOPE_MISSING") return failedAt("reach", error.code);
    lacksRead = true;
  }
  const proofs = await proveAll(vendors, account, uses, granted);
  const roles = probed?.facts["roles"];
  const scopes = proofs.map((proof) => withRoles(proof, Array.isArray(roles) ? (roles as readonly string[]) : null));
  const missing = scopes.filter(({ state }) => state === "refused").map(({ scope }) => scope);
  const ok = !lacksRead && !missing.some((scope) => leastScopes.has(scope));
  return {
    ok,
    steps: stepsTo("scopes", missing.length === 0 ? null : "HW_VENDOR_SCOPE_MISSING"),
    name: probed?.name ?? null,
    facts: probed?.facts ?? {},
    scopes,
    missing,
    callsToday: await vendors.callsToday(account),
  };
}

/** Without these nothing can be kept in step at all, so that connecting makes no sense. */
const leastScopes: ReadonlySet<string> = new Set(["contacts.readonly", "catalog_types.view", "catalog_entries.view"]);

async function proveAll(
  vendors: Pick<Vendors, "proves">,
  account: AccountToProbe,
  uses: readonly ScopeUse[],
  granted: readonly string[] | null,
): Promise<readonly ScopeProof[]> {
  const proofs: ScopeProof[] = [];
  for (let at = 0; at < uses.length; at += AT_ONCE) {
    proofs.push(...(await Promise.all(uses.slice(at, at + AT_ONCE).map((use) => proofOf(vendors, account, use, granted)))));
  }
  return proofs;
}

async function proofOf(
  vendors: Pick<Vendors, "proves">,
  account: AccountToProbe,
  { scope, write, roles }: ScopeUse,
  granted: readonly string[] | null,
): Promise<ScopeProof> {
  if (granted !== null && !granted.includes(scope)) return { scope, state: "refused", roles };
  const proven = write ? null : await vendors.proves(account, scope);
  if (proven === null) return { scope, state: granted === null ? "unproven" : "granted", roles };
  return { scope, state: proven ? "proven" : "refused", roles };
}

/** A permission that no read can prove counts as lacking when the key has none of the roles that carry it. */
function withRoles(proof: ScopeProof, held: readonly string[] | null): ScopeProof {
  const lacks = held !== null && proof.state === "unproven" && proof.roles.length > 0 && !proof.roles.some((role) => held.includes(role));
  return lacks ? { ...proof, state: "refused" } : proof;
}

/** A check that ended at this step. */
export function failedAt(step: CheckStepName, code: ErrorCode): CredentialCheck {
  return { ok: false, steps: stepsTo(step, code), name: null, facts: {}, scopes: [], missing: [], callsToday: null };
}

/** Steps before the last one passed, the last one as told, those after it were not taken. */
function stepsTo(last: CheckStepName, code: ErrorCode | null): readonly CheckStep[] {
  const at = order.indexOf(last);
  return order.map((name, index) => ({
    name,
    state: index > at ? "skipped" : index === at && code !== null ? "failed" : "passed",
    code: index === at ? code : null,
  }));
}

/** The step that failed and is no mere lack of permissions, as an error for those who only want the result. */
export function refusalOf({ ok, steps }: CredentialCheck): HighwireError | null {
  const failed = steps.find(({ state }) => state === "failed");
  return ok || failed?.code === null || failed === undefined ? null : new HighwireError(failed.code, { field: "token" });
}
