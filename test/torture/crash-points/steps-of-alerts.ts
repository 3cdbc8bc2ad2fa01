import { must } from "#lib/must.ts";
import { CASE } from "./expectations-of-flows.ts";
import type { Step } from "./scenario.ts";
import type { Stage } from "./stage.ts";
import { emailOf } from "./steps.ts";

/** The sandbox's text field of incidents and attribute of alerts that hold an address. */
export const ADDRESS = "Customer e-mail";

/** An incident is opened that names somebody by an address in its text field. */
export const namesAddress =
  (email: string): Step =>
  ({ universe: { incident } }) =>
    void incident.control.addIncident(CASE, [], "public", { fields: { [ADDRESS]: email } });

/** An alert fires that names somebody by their address. */
export const alerted =
  (who: string): Step =>
  ({ universe: { incident } }) => {
    const source = must(incident.control.alertSources()[0], "a source of alerts");
    incident.control.fireAlert(source.id, { title: "Checkout fails", metadata: { email: emailOf(who) } });
  };

/** An incident is opened, and the alert hangs on it. */
export const attached: Step = (stage) => {
  const { control } = stage.universe.incident;
  control.attachAlert(theAlert(stage), control.addIncident(CASE, []));
};

export const resolved: Step = (stage) => stage.universe.incident.control.resolveAlert(theAlert(stage));

const theAlert = ({ universe: { incident } }: Stage): string =>
  String(
    must(
      incident.control.alerts().find(({ title }) => title === "Checkout fails"),
      "the alert",
    )["id"],
  );

/** Incidents get a link field of this name. */
export const linkField =
  (name: string): Step =>
  async ({ universe: { incident } }) => {
    const headers = { authorization: `Bearer ${incident.apiKey}`, "content-type": "application/json" };
    const body = Buffer.from(JSON.stringify({ name, description: "", field_type: "link" }));
    const answer = await incident.app.handle({ method: "POST", path: "/v2/custom_fields", query: new URLSearchParams(), headers, body });
    must(answer.status === 201 ? answer : null, "a link field");
  };

/** A person writes on the case's timeline. */
export const says =
  (title: string): Step =>
  ({ universe: { incident } }) => {
    const named = must(
      incident.control.incidents().find(({ name }) => name === CASE),
      "the incident",
    );
    incident.control.addTimelineItem(String(named["id"]), { title });
  };

/** A person writes it otherwise. */
export const saysInstead =
  (title: string, next: string): Step =>
  ({ universe: { incident } }) => {
    const items = incident.control.incidents().flatMap(({ id }) => incident.control.timelineItems(String(id)));
    incident.control.editTimelineItem(
      String(
        must(
          items.find((item) => item["title"] === title),
          "the item",
        )["id"],
      ),
      { title: next },
    );
  };
