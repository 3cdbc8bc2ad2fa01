/** Links that open an incident's page to others for a while. */
export const messages = {
  "links.lead": "Whoever has such a link sees one incident's page, only to look, until it ends. The link itself was shown once and is not kept.",
  "links.list": "Share links that open something now",
  "links.page": "Page",
  "links.page.open": "Incident page {id}",
  "links.by": "Made by",
  "links.made": "Made",
  "links.until": "Opens until",
  "links.acts": "Actions",
  "links.end": "End",
  "links.end.of": "End the link to {page}, made {time}",
  "links.end.title": "End this link?",
  "links.end.act": "End it",
  "links.end.body": "Whoever came by it sees nothing more, at once. You can make another one.",
  "links.ended": "The link is ended.",
  "links.none": "No share link opens anything now",
  "links.none.body": "Make one on the command line: highwire link create --incident INC-12",
} as const;
