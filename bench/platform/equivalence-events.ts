import type { Behaviour } from './equivalence';
import { listOf, type Properties, type Resource, type TemplateView } from './template-view';

/** Rules about a status of jobs, or about blocked queues. */
const rulesAbout = (view: TemplateView, what: string): readonly Resource[] =>
  view
    .all('AWS::Events::Rule')
    .filter(({ properties: { EventPattern: pattern } }) =>
      what === 'BLOCKED'
        ? listOf(pattern['detail-type']).includes('Batch Job Queue Blocked')
        : listOf(pattern.detail?.status).includes(what),
    );

const targets = (view: TemplateView, what: string, type: string): readonly Properties[] =>
  rulesAbout(view, what)
    .flatMap(({ properties }) => listOf(properties.Targets))
    .filter(({ Arn }) => view.target(Arn)?.type === type);

const deadLetters = (view: TemplateView, target: Properties): Resource | undefined =>
  view.target(target.DeadLetterConfig?.Arn);

/** Whether a topic or a queue refuses plain HTTP. */
const refusesHttp = (view: TemplateView, type: string, resource: Resource, list: string): boolean =>
  view
    .all(type)
    .filter(({ properties }) => listOf(properties[list]).some((one) => view.target(one)?.id === resource.id))
    .some(({ properties }) =>
      listOf(properties.PolicyDocument.Statement).some(
        ({ Effect, Condition }) => Effect === 'Deny' && Condition?.Bool?.['aws:SecureTransport'] === 'false',
      ),
    );

/** An alarm's metric. CloudFormation writes one with a label as the only entry of a list. */
const metricOf = (alarm: Properties): Properties => {
  const { Stat, Metric } = alarm.Metrics?.[0]?.MetricStat ?? {};
  return Metric === undefined ? alarm : { ...Metric, Statistic: Stat };
};

/** Metrics that alarms watch. */
const alarms = (view: TemplateView, which: (metric: Properties) => boolean): readonly Properties[] =>
  view
    .all('AWS::CloudWatch::Alarm')
    .map(({ properties }) => metricOf(properties))
    .filter(which);

const dimension = (view: TemplateView, { Dimensions }: Properties): string | undefined =>
  view.target(listOf(Dimensions)[0]?.Value)?.id;

/** Alarms on failures, by the service's own metric or by the rule that counts them. */
const failureAlarms = (view: TemplateView): readonly Properties[] => {
  const rules = rulesAbout(view, 'FAILED').map(({ id }) => id);
  return alarms(
    view,
    (one) => one.MetricName === 'JobsMovedToFailed' || rules.includes(dimension(view, one) ?? 'none'),
  );
};

const submitter = (view: TemplateView): Resource =>
  view.one(
    'AWS::Lambda::Function',
    ({ Code }) => Code.ZipFile !== undefined && !Code.ZipFile.includes('CustomResource'),
  );

export const EVENTS_AND_ALARMS: readonly Behaviour[] = [
  {
    name: 'a failed job is told to the topic',
    holds: (view) => targets(view, 'FAILED', 'AWS::SNS::Topic').length > 0,
  },
  {
    name: 'a blocked queue is told to the topic',
    holds: (view) => targets(view, 'BLOCKED', 'AWS::SNS::Topic').length > 0,
  },
  {
    name: 'events that cannot be delivered are kept for two weeks, encrypted, behind TLS',
    holds: (view) => {
      const told = [...targets(view, 'FAILED', 'AWS::SNS::Topic'), ...targets(view, 'BLOCKED', 'AWS::SNS::Topic')].map(
        (target) => deadLetters(view, target),
      );
      return told.every(
        (queue) =>
          queue?.properties.MessageRetentionPeriod === 14 * 86_400 &&
          (queue.properties.SqsManagedSseEnabled === true || queue.properties.KmsMasterKeyId !== undefined) &&
          refusesHttp(view, 'AWS::SQS::QueuePolicy', queue, 'Queues'),
      );
    },
  },
  {
    name: 'the history of jobs that ended goes to an encrypted log group, kept for a month',
    holds: (view) =>
      ['FAILED', 'SUCCEEDED'].every((status) =>
        targets(view, status, 'AWS::Logs::LogGroup').some(({ Arn }) => {
          const group = view.target(Arn)?.properties;
          return group.RetentionInDays === 30 && view.target(group.KmsKeyId) !== undefined;
        }),
      ),
  },
  {
    name: 'the topic is encrypted, refuses plain HTTP and reaches a person',
    holds: (view) => {
      const topic = view.one('AWS::SNS::Topic');
      const subscription = view.one('AWS::SNS::Subscription').properties;
      return (
        view.target(topic.properties.KmsMasterKeyId)?.type === 'AWS::KMS::Key' &&
        refusesHttp(view, 'AWS::SNS::TopicPolicy', topic, 'Topics') &&
        subscription.Protocol === 'email' &&
        view.target(subscription.TopicArn)?.id === topic.id
      );
    },
  },
  {
    name: 'EventBridge and CloudWatch may use the key of the topic',
    holds: (view) => {
      const services = listOf(view.one('AWS::KMS::Key').properties.KeyPolicy.Statement)
        .filter(({ Action }) => listOf(Action).includes('kms:Decrypt'))
        .flatMap(({ Principal }) => listOf(Principal?.Service));
      return ['events', 'cloudwatch'].every((name) => services.includes(`${name}.amazonaws.com`));
    },
  },
  {
    name: 'an alarm counts failures',
    holds: (view) =>
      failureAlarms(view).length > 0 && failureAlarms(view).every(({ Statistic }) => Statistic === 'Sum'),
  },
  {
    name: 'an alarm tells of blocked queues',
    holds: (view) => {
      const rules = rulesAbout(view, 'BLOCKED').map(({ id }) => id);
      return alarms(view, (one) => rules.includes(dimension(view, one) ?? 'none')).length > 0;
    },
  },
  {
    name: 'an alarm tells of events that could not be delivered',
    holds: (view) => {
      const queue = deadLetters(view, targets(view, 'BLOCKED', 'AWS::SNS::Topic')[0]);
      return alarms(view, (one) => dimension(view, one) === queue?.id && one.Namespace === 'AWS/SQS').length > 0;
    },
  },
  {
    name: 'silence is no alarm, and every alarm is told to the topic',
    holds: (view) =>
      view
        .all('AWS::CloudWatch::Alarm')
        .every(
          ({ properties: one }) =>
            one.TreatMissingData === 'notBreaching' &&
            listOf(one.AlarmActions).some((action) => view.target(action)?.type === 'AWS::SNS::Topic'),
        ),
  },
  {
    name: 'a dashboard shows what ended, and the alarms',
    holds: (view) => {
      const body = JSON.stringify(view.one('AWS::CloudWatch::Dashboard').properties.DashboardBody);
      const shown = view.all('AWS::CloudWatch::Alarm').filter(({ id }) => body.includes(`"${id}"`));
      return shown.length > 0 && /metrics/.test(body);
    },
  },
  {
    name: 'a function may submit both jobs, to the queues of both',
    holds: (view) => {
      const role = view.target(submitter(view).properties.Role);
      if (role === undefined) return false;
      const submits = view.statements(role).filter(({ actions }) => actions.includes('batch:SubmitJob'));
      const resources = submits.flatMap(({ resources: all }) => all);
      const reached = resources.map((one) => view.target(one));
      const named = JSON.stringify(resources);
      return (
        [50, 10].every((priority) => reached.some((one) => one?.properties.Priority === priority)) &&
        view
          .all('AWS::Batch::JobDefinition')
          .every(({ id, properties }) => named.includes(`"${id}"`) || covers(named, properties.JobDefinitionName))
      );
    },
  },
  {
    name: "the function's logs are encrypted and kept for a month",
    holds: (view) => {
      const group = view.target(submitter(view).properties.LoggingConfig.LogGroup)?.properties;
      return group.RetentionInDays === 30 && view.target(group.KmsKeyId) !== undefined;
    },
  },
];

/** Whether a pattern of names in a policy covers the name of a definition. */
const covers = (resources: string, name: unknown): boolean =>
  typeof name === 'string' &&
  [...resources.matchAll(/job-definition\/([^"*]+)\*/g)].some(([, beginning = '']) => name.startsWith(beginning));
