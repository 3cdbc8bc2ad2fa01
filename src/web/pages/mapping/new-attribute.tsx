import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState, type ReactElement } from "react";
import type { AttributeRequest, MappingPlace } from "#contract/mapping.ts";
import { addAttribute } from "../../api/mapping-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";

const types = ["text", "number", "boolean", "list"] as const;

interface Props {
  readonly bridgeId: string;
  /** What the row is called. */
  readonly label: string;
  /** What HighLevel's field holds. */
  readonly type: MappingPlace["type"];
  readonly onMade: (place: string) => void;
}

/** Adds an attribute to the flow's type in incident.io, and chooses it. */
export function NewAttribute({ bridgeId, label, type, onMade }: Props): ReactElement {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [wish, setWish] = useState<AttributeRequest>({ label, type: "text" });
  const make = useMutation({
    mutationFn: () => addAttribute(bridgeId, wish),
    onSuccess: ({ place, mapping }) => {
      client.setQueryData(["mapping", bridgeId], mapping);
      onMade(place);
      setOpen(false);
    },
  });
  const begin = (): void => {
    setWish({ label, type: types.find((one) => one === type) ?? "text" });
    make.reset();
    setOpen(true);
  };
  return (
    <>
      <Button small look="quiet" icon={<Plus size={14} aria-hidden />} onClick={begin}>
        {text("mapping.attribute")}
      </Button>
      <Dialog title={text("mapping.attribute")} open={open} onClose={() => setOpen(false)}>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            event.stopPropagation();
            make.mutate();
          }}
        >
          <p>{text("mapping.attribute.about")}</p>
          <TextField
            label={text("mapping.attribute.name")}
            required
            maxLength={100}
            value={wish.label}
            onChange={(event) => setWish({ ...wish, label: event.currentTarget.value })}
          />
          <Select
            label={text("mapping.attribute.type")}
            value={wish.type}
            data={types.map((one) => ({ value: one, label: text(`mapping.attribute.${one}`) }))}
            onChange={(event) => setWish({ ...wish, type: types.find((one) => one === event.currentTarget.value) ?? "text" })}
          />
          {make.isError && <ProblemCard error={make.error} />}
          <div className="dialog-foot">
            <Button onClick={() => setOpen(false)}>{text("dialog.cancel")}</Button>
            <Button type="submit" look="main" busy={make.isPending} disabled={wish.label.trim() === ""}>
              {text("mapping.attribute.make")}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
