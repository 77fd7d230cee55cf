import type { Statement } from '../policy';
import type { ContainerProps } from './container-props';

/**
 * What the agent of ECS Exec calls in a container, for a shell from outside. Source: ECS Developer Guide, "Task IAM role
 * permissions for ECS Exec".
 */
export const executeStatements = ({ executeCommand }: ContainerProps): readonly Statement[] =>
  executeCommand === true
    ? [
        {
          actions: ['Create', 'Open'].flatMap((verb) =>
            ['Control', 'Data'].map((channel) => `ssmmessages:${verb}${channel}Channel`),
          ),
          resources: ['*'],
          wildcard: 'the channels of a shell, which executeCommand asks for, know no resource',
        },
      ]
    : [];
