import { type Call, type Run, runWorkflow, TaskError } from './run-workflow';

/** The state machines of one trigger, run by hand: Step Functions as far as they call it, and SQS. */
export class StepFunctions {
  /** Messages that were sent to a queue. */
  readonly sent: { readonly url: string; readonly body: unknown; readonly attributes: Record<string, string> }[] = [];
  /** Runs of the second machine, by the name of the execution. */
  readonly executions = new Map<string, Run>();

  constructor(
    private readonly machines: { readonly build: string; readonly submit: string },
    private readonly batch: Call,
  ) {}

  /** What a delivery of EventBridge starts. */
  deliver(event: unknown): Promise<Run> {
    return runWorkflow(this.machines.build, event, 'any', this.call);
  }

  private readonly call: Call = async (resource, request) => {
    if (/:states:startExecution$/.test(resource)) return this.start(request);
    if (/:sqs:sendMessage$/.test(resource)) return this.send(request);
    return this.batch(resource.replace(/^.*:::/, ''), request);
  };

  /** A Standard workflow starts once by a name. */
  private async start({ Name, Input }: Record<string, unknown>): Promise<unknown> {
    if (typeof Name !== 'string' || !/^[\w-]{1,80}$/.test(Name))
      throw new TaskError('StepFunctions.InvalidNameException');
    if (this.executions.has(Name)) throw new TaskError('StepFunctions.ExecutionAlreadyExistsException', Name);
    // Taken before it ends: two at the same time have one name.
    this.executions.set(Name, { status: 'SUCCEEDED', output: undefined, path: [], waited: [] });
    this.executions.set(Name, await runWorkflow(this.machines.submit, Input, Name, this.call));
    return { ExecutionArn: Name };
  }

  private async send({ QueueUrl, MessageBody, MessageAttributes }: Record<string, unknown>): Promise<unknown> {
    const entries = Object.entries(MessageAttributes as Record<string, { StringValue: string }>);
    for (const [name, { StringValue }] of entries) {
      if (typeof StringValue !== 'string' || StringValue === '') throw new TaskError('Sqs.InvalidParameterValue', name);
    }
    const attributes = Object.fromEntries(entries.map(([name, { StringValue }]) => [name, StringValue]));
    this.sent.push({ url: String(QueueUrl), body: MessageBody, attributes });
    return {};
  }
}
