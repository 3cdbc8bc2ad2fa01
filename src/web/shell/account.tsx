import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { LogOut } from "lucide-react";
import type { ReactElement } from "react";
import { signOut } from "../api/people-calls.ts";
import { useMe } from "../api/use-me.ts";
import { text } from "../i18n/text.ts";
import { Button } from "../ui/button.tsx";

/** Who is signed in, and the way out; nothing where nobody has to sign in. */
export function Account(): ReactElement | null {
  const person = useMe()?.person ?? null;
  const queries = useQueryClient();
  const router = useRouter();
  const asked = useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      queries.clear();
      router.history.push("/sign-in");
    },
  });
  if (person === null) return null;
  return (
    <div className="account">
      <span>
        <bdi>{person.name}</bdi>
        <br />
        <span className="muted">{text(`role.${person.role}`)}</span>
      </span>
      <Button small look="quiet" icon={<LogOut size={15} aria-hidden />} busy={asked.isPending} onClick={() => asked.mutate()}>
        {text("nav.sign-out")}
      </Button>
      {asked.isError && <p role="alert">{asked.error.message}</p>}
    </div>
  );
}
