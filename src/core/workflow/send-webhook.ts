/** Id of the action by which a step sends a webhook of our own. */
export const SEND_WEBHOOK = "highwire.webhook.send";
