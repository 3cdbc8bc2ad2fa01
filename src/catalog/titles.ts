/** Names of areas that are not what people would make of the words. */
const objects: Readonly<Record<string, string>> = {
  "ad-manager": "Advertising",
  "ad-publishing": "Advertising",
  "email-isv": "E-mail addresses",
  "follow-ups": "Follow-ups",
  "i-p": "IP addresses",
  medias: "Media library",
  oauth: "Sign-in",
  saas: "SaaS plans",
  "saas-api": "SaaS plans",
  "social-planner": "Social planner",
  "social-media-posting": "Social planner",
  emails: "E-mails",
  "voice-ai": "Voice AI",
  "conversation-ai": "Conversation AI",
};

/** Words that are written in capitals. */
const capitals: ReadonlySet<string> = new Set(["id", "ai", "api", "url", "csv", "dnd", "ip", "sms", "faq", "rss", "pdf", "oauth"]);

/** `custom-field-options-v1` as `Custom field options`. */
export function objectTitle(area: string): string {
  const plain = area.replace(/-v\d$/u, "");
  return objects[plain] ?? sentenceOf(plain.split("-"));
}

/** `highlevel.contacts.get-all-tasks` as `Get all tasks`; a verb alone gets its object: `List severities`. */
export function ruleTitle(id: string): string {
  const [vendor = "", area = "", ...rest] = id.split(".");
  const words = rest
    .join("-")
    .split("-")
    .filter((word) => word !== "" && word !== "dated");
  const spoken = vendor === "incident" && words[0] === "destroy" ? ["delete", ...words.slice(1)] : words;
  const isVerbAlone = spoken.length === 1 && vendor === "incident";
  return sentenceOf(isVerbAlone ? [...spoken, ...objectWords(area, spoken[0] === "list")] : spoken);
}

function objectWords(area: string, many: boolean): readonly string[] {
  const title = objectTitle(area).toLowerCase();
  return (
    many
      ? title
      : title
          .replace(/ies$/u, "y")
          .replace(/(status)es$/u, "$1")
          .replace(/(?<!s)s$/u, "")
  ).split(" ");
}

/** `TaskComplete`, `public_incident.follow_up_created_v2` in words. */
export function eventTitle(event: string): string {
  const words = event
    .replace(/_v\d+$/u, "")
    .replaceAll(/([a-z0-9])([A-Z])/gu, "$1 $2")
    .split(/[\s._-]+/u)
    .map((word) => word.toLowerCase());
  return sentenceOf(words);
}

function sentenceOf(words: readonly string[]): string {
  const spoken = words.map((word) => (capitals.has(word) ? word.toUpperCase() : word)).join(" ");
  return spoken.charAt(0).toUpperCase() + spoken.slice(1);
}
