import {
  type BatchClient,
  DeregisterJobDefinitionCommand,
  paginateDescribeJobDefinitions,
  TerminateJobCommand,
} from '@aws-sdk/client-batch';

/** Terminates jobs; one that has ended, or is not known, is none of ours any more. */
export async function endJobs(batch: BatchClient, jobs: readonly string[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const jobId of jobs) {
    await batch.send(new TerminateJobCommand({ jobId, reason: 'verify:aws cleans up' })).catch((error: Error) => {
      if (error.name !== 'ClientException') left.push(`job ${jobId}: ${error.message}`);
    });
  }
  return left;
}

/** Deregisters every active revision of definitions. */
export async function deregisterAll(batch: BatchClient, names: readonly string[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const jobDefinitionName of names) {
    const pages = paginateDescribeJobDefinitions({ client: batch }, { jobDefinitionName, status: 'ACTIVE' });
    for await (const { jobDefinitions = [] } of pages) {
      for (const { jobDefinitionArn = '' } of jobDefinitions) {
        await batch
          .send(new DeregisterJobDefinitionCommand({ jobDefinition: jobDefinitionArn }))
          .catch((error: Error) => left.push(`job definition ${jobDefinitionArn}: ${error.message}`));
      }
    }
  }
  return left;
}
