import { BatchClient } from '@aws-sdk/client-batch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { S3Client } from '@aws-sdk/client-s3';
import { type Batch, connect } from '@batchwright/runtime';
import { s3Store } from '@batchwright/runtime/s3';
import type { ConnectedPlatform } from '../../examples/photos/src/demo';
import { type Photos, photos } from '../../examples/photos/src/platform.contract';

/** Clients of one region, at AWS or at an endpoint. Credentials are those that the SDK finds by itself. */
export interface Clients {
  readonly batch: BatchClient;
  readonly logs: CloudWatchLogsClient;
  readonly s3: S3Client;
}

export function makeClients(region: string, endpoint: string | undefined): Clients {
  const where = { region, ...(endpoint === undefined ? {} : { endpoint }) };
  return {
    // Refusals are answers here, and throttling is not: many cases ask at one time.
    batch: new BatchClient({ ...where, maxAttempts: 8 }),
    logs: new CloudWatchLogsClient(where),
    s3: new S3Client({ ...where, ...(endpoint === undefined ? {} : { forcePathStyle: true }) }),
  };
}

/** Connects to the deployed photo platform by its manifest, as a service would. */
export async function connectPhotos(
  { s3 }: Clients,
  region: string,
  endpoint: string | undefined,
): Promise<ConnectedPlatform['batch'] & Batch> {
  return connect<Photos>({
    region,
    endpoint,
    manifest: `ssm:/batchwright/${photos.name}`,
    store: s3Store({ client: s3 }),
  });
}
