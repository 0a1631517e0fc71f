// Firefox, driven over WebDriver BiDi, and what its pages say.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const executablePath = process.env.FIREFOX || ["/usr/bin/firefox-esr", "/usr/bin/firefox"].find((path) => existsSync(path)) || "/usr/bin/firefox-esr";
const reason = existsSync(executablePath) ? false : `no browser at ${executablePath}; set FIREFOX`;
if (reason && process.env.CI) throw new Error(reason);

/** Why tests that need Firefox cannot run, or `false`. */
export const skip = reason;

/** Nothing of the browser's own reaches for the network. */
const QUIET = {
  "app.update.auto": false,
  "browser.safebrowsing.downloads.remote.enabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "network.dns.disablePrefetch": true,
  "network.prefetch-next": false,
  "services.settings.server": "http://127.0.0.1:9/",
  // Light, whatever the machine is set to.
  "layout.css.prefers-color-scheme.content-override": 1,
};

/** Starts Firefox with a profile of its own; `prefs` go beside those above. */
export async function launchFirefox(prefs = {}) {
  const userDataDir = mkdtempSync(join(tmpdir(), "inkstone-firefox-"));
  const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true, userDataDir, extraPrefsFirefox: { ...QUIET, ...prefs } });
  return {
    /** A context of its own, with storage of its own, and a page in it; `faults` lists what it says on its console. */
    async page(viewport) {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      await page.setViewport(viewport);
      const faults = [];
      page.on("console", (message) => faults.push(`${page.url()}: ${message.type()}: ${message.text()}`));
      page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
      await page.evaluateOnNewDocument(() => {
        document.addEventListener("securitypolicyviolation", (event) => {
          console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
        });
      });
      return { page, faults, close: () => context.close() };
    },
    async close() {
      await browser.close();
      rmSync(userDataDir, { recursive: true, force: true });
    },
  };
}
