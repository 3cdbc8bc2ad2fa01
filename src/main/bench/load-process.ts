import { must } from "#lib/must.ts";
import { linesOf } from "./child.ts";
import { generateLoad, type LoadOrder } from "./load-generator.ts";

// Runs in a process of its own, so that making load does not slow down what is measured.
const first = await linesOf(process.stdin).next();
const order = JSON.parse(must(first.done === true ? null : first.value, "the order")) as LoadOrder;
process.stdout.write(`${JSON.stringify(await generateLoad(order))}\n`);
