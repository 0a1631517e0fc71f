/// <reference path="../types.d.ts" />
// Reading without a network.

/** What the service worker says of the files that it keeps. */
interface KeptState {
  /** The version of the site, a hash. */
  version: string;
  /** Of all files of the site. */
  bytes: number;
  /** Those that are not kept yet: address and bytes. */
  missing: [url: string, size: number][];
  /** Whether the reader wants all of them. */
  everything: boolean;
}

interface Inkstone {
  /** Asks the browser once not to drop what this site has stored; only where pages come from a server. */
  persist?(): Promise<boolean>;
  /** Only on the home page: shows what is kept for reading without a network, once there is a worker to ask. */
  offerToKeep?(ask: (message: { say: string }) => Promise<any>): Promise<void>;
}
