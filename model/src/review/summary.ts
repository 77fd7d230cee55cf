import { isList, isObject, type Json, type JsonObject, type NamedTemplate } from '../template';
import { capacitiesOf } from './capacity';
import { objectAt } from './effect';
import { openingsOf } from './exposure';
import { blocks, bullets, code, few, heading, plain, table } from './markdown';
import { renderMonth } from './render-month';
import { addressOf, isKept, type Reviewed, resourcesOf } from './stacks';
import { statementsOf } from './statements';
import { jsonText, valueText } from './value-text';

/** What is known about a stack at synthesis, beside its template. */
export interface SummaryNotes {
  /** Paths of the constructs behind logical ids. */
  readonly paths: ReadonlyMap<string, string>;
  /** Warnings and notices, with the path of the construct. */
  readonly findings: readonly { readonly path: string; readonly severity: 'warning' | 'info'; readonly text: string }[];
  readonly acknowledged: readonly { readonly path: string; readonly id: string; readonly reason: string }[];
}

/**
 * What a stack creates, as Markdown for people: queues, compute, jobs, the worst case of a month, who may do what, what is
 * open, and what was said about it. The same stack gives the same text; nothing in it is a generated id.
 */
export function renderSummary(template: NamedTemplate, notes: SummaryNotes): string {
  const resources = resourcesOf([template]);
  const all = [...resources.values()];
  const names = namesOf(template.name, all, notes.paths);
  const of = (type: string): readonly Reviewed[] => all.filter((resource) => resource.type === `AWS::Batch::${type}`);
  return blocks(
    heading(1, `${plain(template.name)}: what it creates`),
    section('Queues', queues(of('JobQueue'), names)),
    section('Compute: worst case per month', compute(of('ComputeEnvironment'), names)),
    section('Jobs', jobs(of('JobDefinition'), names)),
    section('Permissions', permissions(all, names)),
    section('Open to', openings(all, names)),
    section('Kept when the stack goes', kept(all, names)),
    section('Findings', findings(notes)),
    section(
      'Acknowledged',
      table(
        ['Where', 'Finding', 'Reason'],
        notes.acknowledged.map(({ path, id, reason }) => [code(path), code(id), plain(reason)]),
      ),
    ),
  );
}

const section = (title: string, body: string): string => (body === '' ? '' : blocks(heading(2, title), body));

/** Turns addresses and references into paths of constructs, as the code has them. */
interface Names {
  readonly resource: (address: string) => string;
  readonly text: (value: Json | undefined) => string;
  readonly references: (text: string) => string;
}

function namesOf(stack: string, all: readonly Reviewed[], known: ReadonlyMap<string, string>): Names {
  const paths = new Map(
    all.map((resource) => {
      const path = known.get(resource.logicalId)?.replace(/\/(?:Resource|Default)$/, '') ?? resource.logicalId;
      return [resource.logicalId, path.startsWith(`${stack}/`) ? path.slice(stack.length + 1) : path] as const;
    }),
  );
  const references = (text: string): string =>
    text.replace(/\$\{([A-Za-z0-9]+)/g, (whole, id: string) => {
      const path = paths.get(id);
      return path === undefined ? whole : `\${${path}`;
    });
  return {
    resource: (address) => {
      const id = address.slice(address.lastIndexOf('/') + 1);
      return paths.get(id) ?? id;
    },
    text: (value) => references(valueText(value)),
    references,
  };
}

const list = (value: Json | undefined): readonly Json[] => (isList(value) ? value : []);

const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

const queues = (resources: readonly Reviewed[], names: Names): string =>
  table(
    ['Queue', 'Priority', 'Compute, in this order', 'Scheduling', 'Cancelled at the head of the queue'],
    resources.map((resource) => {
      const { Priority, ComputeEnvironmentOrder, SchedulingPolicyArn, JobStateTimeLimitActions } = resource.properties;
      const order = list(ComputeEnvironmentOrder)
        .map(object)
        .sort((a, b) => Number(a.Order) - Number(b.Order))
        .map(({ ComputeEnvironment }) => code(bare(names.text(ComputeEnvironment))));
      const limits = list(JobStateTimeLimitActions)
        .map(object)
        .map(({ Reason, MaxTimeSeconds }) => `${code(valueText(Reason))} after ${duration(MaxTimeSeconds)}`);
      return [
        code(names.resource(addressOf(resource))),
        plain(names.text(Priority)),
        order.join(', '),
        SchedulingPolicyArn === undefined ? 'first in, first out' : code(bare(names.text(SchedulingPolicyArn))),
        limits.join('<br>'),
      ];
    }),
  );

/** A reference to one resource, without what makes it a reference. */
const bare = (text: string): string => /^\$\{([^}.]+)(?:\.[^}]+)?\}$/.exec(text)?.[1] ?? text;

function compute(resources: readonly Reviewed[], names: Names): string {
  const capacities = capacitiesOf(resources).map((one) => ({ ...one, resource: names.resource(one.resource) }));
  const details = resources.map((resource) => {
    const { InstanceTypes, AllocationStrategy } = objectAt(resource.properties, 'ComputeResources');
    const wait = objectAt(resource.properties, 'UpdatePolicy').JobExecutionTimeoutMinutes;
    const facts = [
      ...(InstanceTypes === undefined ? [] : [few(list(InstanceTypes).map(valueText), 8)]),
      ...(AllocationStrategy === undefined ? [] : [valueText(AllocationStrategy)]),
      ...(wait === undefined ? [] : [`an update waits ${valueText(wait)} minutes for running jobs`]),
    ];
    return facts.length === 0 ? [] : [`${code(names.resource(addressOf(resource)))}: ${plain(facts.join('; '))}`];
  });
  return blocks(renderMonth(undefined, capacities, undefined), bullets(details.flat()));
}

const jobs = (resources: readonly Reviewed[], names: Names): string =>
  table(
    ['Job definition', 'For', 'vCPUs', 'Memory', 'Time-out', 'Attempts', 'Role of the job'],
    resources.map((resource) => {
      const { PlatformCapabilities, RetryStrategy, Timeout } = resource.properties;
      const container = containerOf(resource.properties);
      const need = (type: string): string =>
        list(container.ResourceRequirements)
          .map(object)
          .filter(({ Type }) => Type === type)
          .map(({ Value }) => names.text(Value))
          .join(', ');
      const memory = need('MEMORY');
      return [
        code(names.resource(addressOf(resource))),
        plain(list(PlatformCapabilities).map(valueText).join(', ')),
        plain(need('VCPU')),
        memory === '' ? '' : `${plain(memory)} MiB`,
        duration(object(Timeout).AttemptDurationSeconds),
        plain(names.text(object(RetryStrategy).Attempts)) || '1',
        container.JobRoleArn === undefined ? '' : code(bare(names.text(container.JobRoleArn))),
      ];
    }),
  );

/** The one container, or the first of several, or of the first range of nodes. */
function containerOf(properties: JsonObject): JsonObject {
  const range = object(list(objectAt(properties, 'NodeProperties').NodeRangeProperties)[0]);
  const single = [properties.ContainerProperties, range.ContainerProperties, range.Container].find(isObject);
  if (single !== undefined) return single;
  const ecs = [properties.EcsProperties, range.EcsProperties].find(isObject);
  const task = object(list(ecs?.TaskProperties)[0]);
  const first = object(list(task.Containers)[0]);
  return { ...first, ...(task.TaskRoleArn === undefined ? {} : { JobRoleArn: task.TaskRoleArn }) };
}

function duration(seconds: Json | undefined): string {
  const value = Number(seconds);
  if (seconds === undefined) return 'none';
  if (!Number.isFinite(value)) return plain(valueText(seconds));
  if (value % 3600 === 0) return `${value / 3600} h`;
  return value % 60 === 0 ? `${value / 60} min` : `${value} s`;
}

const permissions = (all: readonly Reviewed[], names: Names): string =>
  table(
    ['Who or what', '', 'May', 'On', 'If'],
    statementsOf(all)
      .map((statement) => [
        code(names.resource(statement.holder)),
        statement.effect === 'Deny' ? '**denied**' : statement.kind === 'identity' ? '' : statement.kind,
        statement.actions.map(code).join(', '),
        [
          ...statement.resources.map((text) => code(names.references(text))),
          ...statement.principals.map((who) => `by ${code(names.references(who))}`),
        ].join('<br>'),
        statement.condition === '' ? '' : code(names.references(jsonText(JSON.parse(statement.condition) as Json))),
      ])
      .sort((a, b) => (a.join() < b.join() ? -1 : 1)),
  );

const openings = (all: readonly Reviewed[], names: Names): string =>
  bullets(
    openingsOf(all)
      .filter(({ what }) => !what.includes(NOBODY))
      .map(
        ({ resource, direction, what, everybody }) =>
          `${code(names.resource(resource))}, ${direction}: ${plain(names.references(what))}${
            everybody && direction === 'in' ? ' **(everybody)**' : ''
          }`,
      )
      .sort(),
  );

/** An address that nothing has, with which the CDK says that a group lets nothing out. */
const NOBODY = '255.255.255.255/32';

const kept = (all: readonly Reviewed[], names: Names): string =>
  bullets(
    all
      .filter(({ deletionPolicy }) => isKept(deletionPolicy))
      .map((resource) => `${plain(resource.type)} ${code(names.resource(addressOf(resource)))}`)
      .sort(),
  );

const findings = ({ findings: found }: SummaryNotes): string =>
  bullets(found.map(({ path, severity, text }) => `${severity} at ${code(path)}: ${plain(text)}`));
