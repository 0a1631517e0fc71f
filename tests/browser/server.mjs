// A static server such as any host of pages: files under one prefix, `404.html` for all else, nothing clever.
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
  ".txt": "text/plain; charset=utf-8",
};

/** Serves `folder` under `prefix`, which begins and ends with `/`, on a free port of this machine. */
export function serve(folder, prefix) {
  return serveAll({ [prefix]: folder });
}

/** What hosts of pages compress. */
const TEXT = /\.(html|css|js|json|svg|webmanifest|xml|txt)$/i;

/**
 * Serves several folders, each under its prefix, on `port` or a free one. `asked` lists what was asked for. With `compressed`, text
 * comes in gzip and all may be kept for ten minutes, as GitHub Pages does it; `sent` then has the bytes of each answer by path.
 */
export async function serveAll(folders, port = 0, { compressed = false } = {}) {
  const asked = [];
  const sent = new Map();
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://127.0.0.1").pathname);
    asked.push(path);
    const [prefix, folder] = Object.entries(folders).find(([prefix]) => path.startsWith(prefix)) ?? [];
    const file = folder ? await find(folder, path.slice(prefix.length)) : null;
    if (file === FOLDER) return response.writeHead(301, { location: `${request.url}/` }).end();
    const found = file ?? (await find(folder ?? Object.values(folders)[0], "404.html"));
    const headers = { "content-type": TYPES[extname(found ?? "").toLowerCase()] ?? "application/octet-stream" };
    let body = found ? await readFile(found) : Buffer.alloc(0);
    if (compressed) {
      headers["cache-control"] = "max-age=600";
      if (TEXT.test(found ?? "")) {
        headers["content-encoding"] = "gzip";
        body = gzipSync(body);
      }
      headers["content-length"] = body.length;
      sent.set(path, body.length);
    }
    response.writeHead(file ? 200 : 404, headers);
    response.end(body);
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  // A test that fails closes nothing: its process is to end all the same.
  server.unref();
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    url: origin + Object.keys(folders)[0],
    port: server.address().port,
    asked,
    sent,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    }),
  };
}

const FOLDER = Symbol("a folder asked for without a slash at its end");

/** The file at `path` below `folder`, the index of that folder, or `path` with `.html`; `null` if there is none. */
async function find(folder, path) {
  const file = normalize(join(folder, path));
  if (file !== normalize(folder) && !file.startsWith(normalize(folder + sep))) return null;
  const isFile = async (candidate) => (await stat(candidate).catch(() => null))?.isFile();
  if (await isFile(file)) return file;
  if (await isFile(join(file, "index.html"))) return path === "" || path.endsWith("/") ? join(file, "index.html") : FOLDER;
  return path !== "" && (await isFile(`${file}.html`)) ? `${file}.html` : null;
}
