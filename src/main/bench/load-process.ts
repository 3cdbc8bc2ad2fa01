import { generateLoad, type LoadOrder } from "./load-generator.ts";

// Runs in a process of its own, so that making load does not slow down what is measured.
const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
const order = JSON.parse(Buffer.concat(chunks).toString("utf8")) as LoadOrder;
process.stdout.write(JSON.stringify(await generateLoad(order)));
