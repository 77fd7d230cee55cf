import { formatS3Uri, inWorkspace, parseS3Uri } from '@batchwright/model/contract';
import { errorOf, faultOf } from '../aws';
import { batchError } from '../errors';
import type { Store } from './store';

/** A store and the workspace in it: what is written and read by keys such as `outputs/<job>/<id>.json`. */
export interface Workspace {
  uri(key: string): string;
  put(key: string, body: string | Uint8Array, contentType: string): Promise<string>;
  get(key: string): Promise<string | undefined>;
}

/** @param uri - of the workspace, as the manifest has it: `s3://bucket` or `s3://bucket/prefix` */
export function openWorkspace(store: Store, uri: string): Workspace {
  const root = parseS3Uri(uri);
  if (root === undefined) {
    throw batchError(
      { code: 'MANIFEST_INVALID', source: 'workspace' },
      `the manifest's workspace must be s3://bucket or s3://bucket/prefix; got ${JSON.stringify(uri)}. Deploy the platform again`,
    );
  }
  const at = (key: string): string => formatS3Uri(inWorkspace(root, key));
  return {
    uri: at,
    async put(key, body, contentType) {
      await reach(at(key), 'written', () => store.put(at(key), body, { contentType }));
      return at(key);
    },
    get: (key) => reach(at(key), 'read', () => store.get(at(key))),
  };
}

async function reach<T>(uri: string, done: string, access: () => Promise<T>): Promise<T> {
  try {
    return await access();
  } catch (error) {
    const fault = faultOf(error);
    if (fault.kind === 'no-credentials' || fault.kind === 'no-region') throw errorOf('the store', error);
    const message = error instanceof Error ? error.message : String(error);
    throw batchError(
      { code: 'STORE_FAILED', retryable: fault.kind !== 'refused', uri },
      `${uri} could not be ${done}: ${message}. Check the store's region, endpoint and permissions (S3 denies access, too, to an object that is not there, unless the bucket may be listed)`,
      error,
    );
  }
}

export const storeMissing = (what: string): Error =>
  batchError(
    { code: 'STORE_MISSING' },
    `${what} needs the platform's workspace: connect({ store: s3Store() }) with s3Store from @batchwright/runtime/s3`,
  );
