// `inkstone serve`, for tests and measurements of sites that are being worked on.
import { spawn } from "node:child_process";
import { root } from "./sites.mjs";

/** Starts `inkstone serve` on the site in `folder`. */
export async function serve(folder, ...args) {
  const [program, ...first] = process.env.INKSTONE ? [process.env.INKSTONE] : ["cargo", "run", "--quiet", "--"];
  const child = spawn(program, [...first, "serve", folder, "--port", "0", ...args], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (piece) => {
      text += piece;
      const found = /http:\/\/127[^ （(]+/.exec(text);
      if (found) resolve(found[0].trim());
    });
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}: ${text}`)));
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  return { url, close: () => (child.kill(), ended) };
}
