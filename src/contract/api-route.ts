import type { z } from "zod";
import type { Permission } from "#core/policy/permission.ts";

/** One route, as the OpenAPI document tells it. */
export interface ApiRoute {
  readonly method: "get" | "post";
  readonly path: string;
  readonly summary: string;
  /** What a person or token must be allowed to do; null where anybody may ask. */
  readonly needs: Permission | null;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** JSON that it answers with 200; a text is named by its content type. */
  readonly answer: z.ZodType | string;
  /** What every other status answers. Default: a problem. */
  readonly refusal?: z.ZodType;
}
