import { HighwireError } from "#core/errors.ts";
import type { VendorCall } from "./transport.ts";

/** Whatever can tell whether a value has the shape that we rely on, as schemas can. */
interface Shape<Answer> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: Answer }
    | { readonly success: false; readonly error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] } };
}

/** The answer in the shape that we rely on. Throws `HW_VENDOR_DRIFT` naming the first place that differs; a write may have happened all the same. */
export function checkedAnswer<Answer>(
  shape: Shape<Answer>,
  json: unknown,
  { vendor, operation, mutating }: Pick<VendorCall, "vendor" | "operation" | "mutating">,
): Answer {
  const result = shape.safeParse(json);
  if (result.success) return result.data;
  const path = result.error.issues[0]?.path.map(String).join(".") ?? "";
  throw new HighwireError("HW_VENDOR_DRIFT", {
    vendor,
    operation,
    detail: `unexpected answer at ${path || "the top"}`,
    mayHaveHappened: mutating,
  });
}
