import {
  DeregisterJobDefinitionCommand,
  DescribeJobDefinitionsCommand,
  DescribeJobsCommand,
  RegisterJobDefinitionCommand,
} from '@aws-sdk/client-batch';
import type { Lab } from '../lab';
import type { Case } from './case';

async function register(lab: Lab, what: string): Promise<{ readonly arn: string; readonly revision: number }> {
  const jobDefinitionName = lab.definitionName(what);
  lab.made.definitions.add(jobDefinitionName);
  const { jobDefinitionArn = '', revision = 0 } = await lab.batch.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName,
      type: 'container',
      containerProperties: lab.container(['true']),
    }),
  );
  return { arn: jobDefinitionArn, revision };
}

const deregister = (lab: Lab, jobDefinition: string): Promise<unknown> =>
  lab.batch.send(new DeregisterJobDefinitionCommand({ jobDefinition }));

/** Reads and registrations: no job is started. */
export const DEFINITION_CASES: readonly Case[] = [
  {
    id: 'definition-revisions',
    holds: 'revisions count from 1, and the numbers go on when all have been deregistered',
    standing: 'unverified',
    jobs: 0,
    look: async (lab) => {
      const first = await register(lab, 'revisions');
      await deregister(lab, first.arn);
      const second = await register(lab, 'revisions');
      const seen = [first.revision, second.revision];
      return { as: seen.join() === '1,2', saw: `revisions ${seen.join(', ')}` };
    },
  },
  {
    id: 'definition-inactive',
    holds:
      'DescribeJobDefinitions by name shows a deregistered revision as INACTIVE, and leaves it out of those that are ACTIVE',
    standing: 'documented',
    jobs: 0,
    look: async (lab) => {
      const first = await register(lab, 'inactive');
      await register(lab, 'inactive');
      await deregister(lab, first.arn);
      const shown = async (status?: string): Promise<string> => {
        const jobDefinitionName = lab.definitionName('inactive');
        const { jobDefinitions = [] } = await lab.batch.send(
          new DescribeJobDefinitionsCommand({ jobDefinitionName, status }),
        );
        return jobDefinitions
          .map((one) => `${one.revision} ${one.status}`)
          .sort()
          .join(', ');
      };
      const [all, active] = [await shown(), await shown('ACTIVE')];
      return { as: all === '1 INACTIVE, 2 ACTIVE' && active === '2 ACTIVE', saw: `${all}; of the active: ${active}` };
    },
  },
  {
    id: 'describe-unknown',
    holds: 'DescribeJobs leaves out ids that it does not know, without an error',
    standing: 'recorded',
    jobs: 0,
    look: async ({ batch }) => {
      const { jobs } = await batch.send(new DescribeJobsCommand({ jobs: ['00000000-0000-4000-8000-000000000000'] }));
      return { as: jobs?.length === 0, saw: `${jobs?.length} jobs` };
    },
  },
];
