import { formatS3Uri, inWorkspace, parseS3Uri } from '@batchwright/model/contract';
import { errorOf, faultOf } from '../aws';
import { batchError, messageOf } from '../errors';
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
      await reach(at(key), WRITE, () => store.put(at(key), body, { contentType }));
      return at(key);
    },
    get: (key) => reach(at(key), READ, () => store.get(at(key))),
  };
}

const FORBIDDEN = 403;
const WRITE = ['written', 's3:PutObject on it'] as const;
// Without the second permission S3 does not tell what is missing from what is forbidden.
const READ = ['read', 's3:GetObject on it, and s3:ListBucket to be told whether it is there at all'] as const;

async function reach<T>(uri: string, [done, needs]: typeof WRITE | typeof READ, access: () => Promise<T>): Promise<T> {
  try {
    return await access();
  } catch (error) {
    const fault = faultOf(error);
    if (fault.kind === 'no-credentials') throw errorOf('the store', error);
    const refused = fault.kind === 'refused';
    const remedy =
      refused && fault.status === FORBIDDEN
        ? `These credentials need ${needs}`
        : 'Check the region, the endpoint and the permissions of the store';
    throw batchError(
      { code: 'STORE_FAILED', retryable: !refused && fault.kind !== 'no-region', uri },
      `${uri} could not be ${done}: ${messageOf(error)}. ${remedy}`,
      error,
    );
  }
}

export const storeMissing = (what: string): Error =>
  batchError(
    { code: 'STORE_MISSING' },
    `${what} needs the platform's workspace: connect({ store: s3Store() }) with s3Store from @batchwright/runtime/s3`,
  );
