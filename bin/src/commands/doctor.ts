import { isJobId } from '@batchwright/model/service';
import { diagnose } from '@batchwright/runtime/explain';
import type { Command } from 'commander';
import { renderDiagnosis } from '../explaining';
import type { Io } from '../io';
import { type ConnectFlags, connectTo, withConnectFlags } from '../service';
import { painter } from '../terminal';

export function addDoctor(program: Command, io: Io): void {
  withConnectFlags(
    program
      .command('doctor')
      .description('say why a job, or the job at the head of a queue, is not running')
      .argument(
        '<queue|id>',
        'a queue by its name in the platform, its name at AWS Batch or its ARN; or the id of a job',
      )
      .option('--json', 'print the diagnosis as JSON')
      .addHelpText(
        'after',
        `
It reads, and changes nothing. What these credentials may not read is listed, and hides only its own cause: AWS Batch itself,
EC2 (types, offerings, subnets, instances), Auto Scaling (groups, activities), ECS (container instances), Service Quotas.`,
      ),
  ).action(async (target: string, flags: ConnectFlags & { readonly json?: true }) => {
    const { manifest } = await connectTo(io, flags, '');
    const about = isJobId(target) ? target : { queue: manifest.queues[target]?.arn ?? target };
    const diagnosis = await diagnose(about, { region: manifest.region || undefined, signal: io.signal });
    io.out(flags.json ? `${JSON.stringify(diagnosis)}\n` : renderDiagnosis(diagnosis, painter(io.colour)));
  });
}
