import { Liquid } from "liquidjs";
import { HighwireError } from "#core/errors.ts";
import type { TextRenderer } from "#engine/workflow/workflow-ports.ts";

const liquid = new Liquid({ ownPropertyOnly: true, strictFilters: true });
/** Renders at once, in this thread: time stands still in these tests, and threads would not. */
export const texts: TextRenderer = {
  async render(templates, scope) {
    try {
      return templates.map((template) => String(liquid.parseAndRenderSync(template, scope)));
    } catch (error) {
      throw new HighwireError("HW_STEP_TEXT", {}, error);
    }
  },
  async flawOf(template) {
    try {
      liquid.parse(template);
      return null;
    } catch {
      return "cannot be read";
    }
  },
};
