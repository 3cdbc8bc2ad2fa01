import type { FastifyInstance, FastifyRequest } from "fastify";
import * as contract from "#contract/people.ts";
import { endToken, listTokens, makeToken } from "#engine/people/api-tokens.ts";
import { openCodes, type EntryCode } from "#engine/people/entry-codes.ts";
import { changeRole, invite, listPeople, makeResetCode, setDisabled, withdrawInvitation, type PersonRow } from "#engine/people/people-directory.ts";
import type { Actor } from "#engine/people/people-ports.ts";
import { must } from "#lib/must.ts";
import { callerOf } from "../caller.ts";
import { checked, checkNoBody } from "../problem.ts";
import { entryLink } from "./entry-link.ts";
import type { People } from "./people.ts";

type ById = { Params: { id: string } };

/** People, invitations and tokens, for whoever administers them. */
export async function peopleAdminRoutes(
  server: FastifyInstance,
  { people, url }: { readonly people: People; readonly url: () => string },
): Promise<void> {
  const { ports } = people;
  const everybody = async () =>
    contract.peopleView.parse({ people: await listPeople(ports), invitations: (await openCodes(ports, "invite")).map(toInvitation) });

  server.get("/people", everybody);
  server.post("/people/invite", async (request) => {
    const made = await invite(ports, actorOf(request), checked(contract.inviteRequest, request.body));
    return contract.freshInvitation.parse({ invitation: toInvitation(made), link: entryLink(url(), "invite", made.code) });
  });
  server.post<ById>("/people/invitations/:id/withdraw", async (request) => {
    checkNoBody(request);
    await withdrawInvitation(ports, actorOf(request), request.params.id);
    return everybody();
  });
  server.post<ById>("/people/:id/role", async (request) =>
    toView(await changeRole(ports, actorOf(request), request.params.id, checked(contract.roleRequest, request.body).role)),
  );
  server.post<ById>("/people/:id/state", async (request) =>
    toView(await setDisabled(ports, actorOf(request), request.params.id, checked(contract.personStateRequest, request.body).disabled)),
  );
  server.post<ById>("/people/:id/reset", async (request) => {
    checkNoBody(request);
    const { code, expiresAt } = await makeResetCode(ports, actorOf(request), request.params.id);
    return contract.freshReset.parse({ link: entryLink(url(), "reset", code), expiresAt });
  });

  server.get("/tokens", async () => contract.tokensView.parse({ tokens: await listTokens(ports) }));
  server.post("/tokens", async (request) => {
    const { token, ...details } = await makeToken(ports, actorOf(request), checked(contract.tokenRequest, request.body));
    return contract.freshToken.parse({ token, details });
  });
  server.post<ById>("/tokens/:id/end", async (request) => {
    checkNoBody(request);
    await endToken(ports, actorOf(request), request.params.id);
    return contract.tokensView.parse({ tokens: await listTokens(ports) });
  });
}

function actorOf(request: FastifyRequest): Actor {
  const { who, role } = must(callerOf(request), "whoever the guard let through");
  return { who, role };
}

const toView = (person: PersonRow): contract.PersonView => contract.personView.parse(person);
const toInvitation = ({ id, role, note, madeBy, createdAt, expiresAt }: EntryCode): contract.InvitationView => ({
  id,
  role,
  note,
  madeBy,
  createdAt,
  expiresAt,
});
