/** Runs the command in this very process, so that signals of the engine reach it. */
import { randomBytes } from "node:crypto";
import { containerStart } from "./container-start.mjs";

/** 192 bits, in characters that need no quotes in a shell or a URL. */
const newSecret = () => randomBytes(24).toString("base64url");

const bin = new URL("../../dist/bin.js", import.meta.url);
const { argv, environment, notes } = containerStart(process.argv.slice(2), process.env, newSecret);
Object.assign(process.env, environment);
process.argv = [process.execPath, bin.pathname, ...argv];
for (const note of notes) console.error(note);
await import(bin.href);
