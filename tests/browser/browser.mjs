// The browser that all tests here share, and a page that keeps watch over itself.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const reason = existsSync(executablePath) ? false : `no browser at ${executablePath}; set CHROMIUM`;
// Where all is meant to be installed, a missing browser is a fault and no reason to pass.
if (reason && process.env.CI) throw new Error(reason);

/** Why tests that need a browser cannot run, or `false`. */
export const skip = reason;

const args = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the browser without anything that would reach for the network. */
export function launch() {
  return chromium.launch({ executablePath, args });
}

/** The same with a profile in `folder`, which outlives it: for `watched`, which opens the one context that there is. */
export function profile(folder) {
  return { newContext: (options) => chromium.launchPersistentContext(folder, { executablePath, args, ...options }) };
}

const PIXEL = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

/**
 * A context whose pages reach no other host: `foreign` lists what they asked for, and a picture is what they get.
 * `faults` lists console messages, errors, failed requests and violations of the page's policy.
 */
export async function watched(browser, base, options = {}) {
  const context = await browser.newContext(options);
  const foreign = [];
  const faults = [];
  const ours = (url) => /^(data|blob|about):/.test(url) || (base.startsWith("file:") ? url.startsWith("file:") : url.startsWith(new URL(base).origin + "/"));
  await context.route((url) => !ours(url.href), (route) => {
    const request = route.request();
    // What a service worker asks for belongs to no frame.
    const page = request.serviceWorker()?.url() ?? request.frame().url();
    foreign.push({ url: request.url(), type: request.resourceType(), page });
    return route.fulfill({ contentType: "image/png", body: PIXEL });
  });
  if (options.javaScriptEnabled !== false) {
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
  }
  context.on("console", (message) => faults.push(`${message.page()?.url()}: ${message.type()}: ${message.text()}`));
  context.on("weberror", (error) => faults.push(`${error.page()?.url()}: ${error.error()}`));
  context.on("requestfailed", (request) => {
    // What the browser itself gives up on, because the page is left, is no fault.
    const { errorText } = request.failure() ?? {};
    if (errorText !== "net::ERR_ABORTED") faults.push(`${request.url()}: ${errorText}`);
  });
  return { context, foreign, faults };
}

/** Asks the pages of `context` for their service worker, which they leave off on this machine. */
export function withWorker(context) {
  return context.addInitScript(() => location.protocol === "http:" && localStorage.setItem("inkstone:worker", "on"));
}
