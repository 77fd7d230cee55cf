import { createHmac } from 'node:crypto';

export const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Different scopes at one time are few: a handful of services in a region or two. */
const KEPT = 64;

/** Signing keys of one secret, kept by scope: deriving one takes four hashes, using one takes none. */
export class SigningKeys {
  private readonly keys = new Map<string, Buffer>();

  constructor(private readonly secretAccessKey: string) {}

  key(scope: {
    readonly scope: string;
    readonly date: string;
    readonly region: string;
    readonly service: string;
  }): Buffer {
    const kept = this.keys.get(scope.scope);
    if (kept !== undefined) return kept;
    const date = hmac(`AWS4${this.secretAccessKey}`, scope.date);
    const key = hmac(hmac(hmac(date, scope.region), scope.service), 'aws4_request');
    // Scopes come from outside, before a signature is checked: they must not fill the memory.
    if (this.keys.size >= KEPT) this.keys.clear();
    this.keys.set(scope.scope, key);
    return key;
  }
}
