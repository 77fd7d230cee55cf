import { ENV, type Manifest, type Platform } from '@batchwright/model/contract';
import { call, makeClient, parametersEndpoint, readParameters } from '../aws';
import type { BatchOf, BatchWithoutStoreOf } from '../batch';
import { systemClock } from '../clock';
import { invalidOption } from '../errors';
import { createBatch } from './create-batch';
import { manifestSource, readManifestFile, readManifestParameters, readManifestText } from './manifest-source';
import type { ConnectOptions, ConnectOptionsWithoutStore, ConnectOptionsWithStore } from './options';

/** The service shows a new job after seconds; this is for the slowest of its days. */
const GONE_AFTER_MS = 30 * 1000;
const POLL = { minMs: 1000, maxMs: 12 * 1000 };

/**
 * Connects to a deployed platform. Reads its manifest, and makes no other call.
 *
 * The type parameter is a claim about what is deployed: names are checked against the manifest when they are first used,
 * and a difference is `NOT_ON_PLATFORM`. Without a `store` the batch has no arrays and reads no outputs; in exchange no
 * other AWS client than that of Batch comes with it.
 *
 * @throws {@link BatchError} `MANIFEST_MISSING`, `MANIFEST_INVALID`, `MANIFEST_TOO_NEW`, `CREDENTIALS_MISSING`,
 *   `REFUSED`, `UNAVAILABLE`
 *
 * @example
 * ```ts
 * import { connect } from '@batchwright/runtime';
 * import { s3Store } from '@batchwright/runtime/s3';
 * import type { Photos } from './platform.contract';
 * import { thumbnail } from './thumbnail.contract';
 *
 * const batch = await connect<Photos>({ store: s3Store() });
 * const job = await batch.submit(thumbnail, { bucket: 'uploads', key: 'a.jpg' }, { queue: 'urgent' });
 * const { bytes } = await job.result();
 * ```
 */
export function connect<P extends Platform<string, string> = Platform<string, string>>(
  options: ConnectOptionsWithStore,
): Promise<BatchOf<P>>;
export function connect<P extends Platform<string, string> = Platform<string, string>>(
  options?: ConnectOptionsWithoutStore,
): Promise<BatchWithoutStoreOf<P>>;
export async function connect(options: ConnectOptionsWithStore | ConnectOptionsWithoutStore = {}): Promise<unknown> {
  const { env = process.env, poll = POLL, store, logger } = options;
  if (!(poll.minMs > 0 && poll.maxMs >= poll.minMs)) {
    throw invalidOption('poll', `got ${poll.minMs} to ${poll.maxMs} ms; expected minMs above 0 and maxMs not below it`);
  }
  const source = manifestSource(options.manifest ?? env[ENV.MANIFEST]);
  let manifest: Manifest | undefined;
  if (source.kind === 'text') manifest = readManifestText(source.text);
  if (source.kind === 'file') manifest = await readManifestFile(source.path);
  const settings = { ...options, region: options.region ?? manifest?.region };
  const client = options.client ?? (await call('connect', async () => makeClient(settings)));
  manifest ??= await readRemote(client, source.kind === 'parameters' ? source.path : '', options, env);
  return createBatch({
    manifest,
    client,
    store,
    clock: systemClock,
    random: Math.random,
    poll: { ...poll, goneAfterMs: GONE_AFTER_MS },
    warn: (message, data) => logger?.warn(message, data),
  });
}

async function readRemote(
  client: ReturnType<typeof makeClient>,
  path: string,
  { endpoint }: ConnectOptions,
  env: NonNullable<ConnectOptions['env']>,
): Promise<Manifest> {
  const at = await call('GetParametersByPath', () => parametersEndpoint(client, endpoint, env));
  return readManifestParameters(path, await readParameters(client, at, path, systemClock, Math.random));
}
