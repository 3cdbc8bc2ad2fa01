import { HighwireError } from "#core/errors.ts";

/** Turns the system's refusal to listen into an error with a next step; anything else passes unchanged. */
export function listenError(error: unknown, port: number, option: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === "EADDRINUSE") return new HighwireError("HW_PORT_TAKEN", { option, detail: `port ${String(port)} (${option}) is in use` }, error);
  if (code === "EACCES")
    return new HighwireError("HW_CONFIG_INVALID", { option, detail: `port ${String(port)} (${option}) may only be used by an administrator` }, error);
  if (code === "EADDRNOTAVAIL")
    return new HighwireError("HW_CONFIG_INVALID", { option: "HIGHWIRE_HOST (--host)", detail: "this machine does not have that address" }, error);
  return error;
}
