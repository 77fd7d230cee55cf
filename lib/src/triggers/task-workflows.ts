import { Stack } from 'aws-cdk-lib';
import type { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IConstruct } from 'constructs';
import { recordWildcards, type Statement } from '../policy';

/**
 * Says why the statements of a task have wildcards, where they end up: in the roles of the workflows that have the task. A
 * state is not told which those are, so they are found by what they submit once all is there.
 */
export function acknowledgeInWorkflows(
  task: IConstruct,
  definitionName: string,
  statements: readonly Statement[],
): void {
  task.node.addValidation({
    validate: () => {
      for (const workflow of task.node.root.node.findAll().filter(isStateMachine)) {
        if (submits(workflow, definitionName)) recordWildcards(workflow.role, statements);
      }
      return [];
    },
  });
}

const isStateMachine = (one: IConstruct): one is StateMachine => one instanceof StateMachine;

/** Whether a state of the workflow submits the job. */
function submits(workflow: StateMachine, definitionName: string): boolean {
  const stack = Stack.of(workflow);
  const definition = stack.resolve((workflow.node.defaultChild as CfnStateMachine).definitionString);
  return textOf(definition).includes(`"JobDefinition":${JSON.stringify(textOf(stack.resolve(definitionName)))}`);
}

/** What is written in a text, whatever the deployment puts between. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value).map(textOf).join('');
}
