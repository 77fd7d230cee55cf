import { UsageError, type VerifyOptions } from './arguments';
import { deregisterAll, endJobs } from './clean-batch';
import { openLab } from './lab';
import { sendPhotos } from './photos';
import { connectPhotos, makeClients } from './platform-clients';
import type { Site } from './verify';
import { versions } from './versions';

const POLL_MS = 100;
const PATIENCE_MS = 2 * 60 * 1000;
const LINES_MS = 5_000;

/**
 * A service on this machine that has the photo platform already: `npx batchwright local --from cdk.out`, or another one
 * with a deployed template. Whose account it is, is what the platform's manifest says.
 */
export function endpointSite(endpoint: string, { region, suffix }: VerifyOptions): Site {
  const clients = makeClients(region, endpoint);
  const { batch, logs, s3 } = clients;
  const connected = () => connectPhotos(clients, region, endpoint);
  return {
    versions: versions(),
    async caller() {
      const { manifest } = await connected();
      return { account: manifest.account, arn: endpoint };
    },
    obstacles: async () => [],
    deploy: () => Promise.reject(new UsageError(`nothing is deployed at ${endpoint}: the platform must be there`)),
    async openLab(signal) {
      const { manifest } = await connected();
      return openLab({
        batch,
        logs,
        manifest,
        suffix,
        signal,
        pollMs: POLL_MS,
        patienceMs: PATIENCE_MS,
        linesMs: LINES_MS,
      });
    },
    async sendPhotos(count, made, signal) {
      const platform = await connected();
      // Outputs belong to CloudFormation, which is not everywhere: the workspace's bucket takes both kinds of objects.
      const bucket = /^s3:\/\/([^/]+)/.exec(platform.manifest.workspace)?.[1] ?? '';
      return sendPhotos(
        { batch: platform, s3, logs, buckets: { uploads: bucket, results: bucket } },
        count,
        made,
        signal,
      );
    },
    async clean(step, made) {
      if (step === 'end jobs') return endJobs(batch, made.jobs);
      if (step === 'deregister definitions') return deregisterAll(batch, made.definitions);
      return [];
    },
  };
}
