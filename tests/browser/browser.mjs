// The browser that all tests here share.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Why tests that need a browser cannot run, or `false`. */
export const skip = existsSync(executablePath) ? false : `no browser at ${executablePath}; set CHROMIUM`;

/** Starts the browser without anything that would reach for the network. */
export function launch() {
  return chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
